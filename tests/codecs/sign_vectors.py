"""Frames of queue-hall signs, as (name, message, bytes). Manuals print V12, V13, V16, V18, V20; the rest is
computed, the checksums with crcmod.
"""

from wire_vectors import BOX, HEAD, HOST, wire

from devices.codecs import lihe, onbon, ruize, shuangse
from devices.codecs.onbon_area import Area, Areas, Colour, Show, Span

ONBON_MORE = [
    (
        "clock",
        onbon.Frame(3, HOST, onbon.Clock(2026, 11, 21, 8, 30, 5, 6)),
        wire(f"A5×8 03 00 00 80 {HEAD} 0D 00 A2 03 01 00 00 26 20 11 21 08 30 05 06 10 8D 5A"),
    ),
    (
        "brightness",
        onbon.Frame(3, HOST, onbon.Brightness(9)),
        wire(f"A5×8 03 00 00 80 {HEAD} 07 00 A3 02 01 00 00 01 09 C4 74 5A"),
    ),
    (
        "off",
        onbon.Frame(3, HOST, onbon.Power(False)),
        wire(f"A5×8 03 00 00 80 {HEAD} 06 00 A3 00 01 00 00 02 40 09 5A"),
    ),
    (
        "status?",
        onbon.Frame(3, HOST, onbon.AskStatus()),
        wire(f"A5×8 03 00 00 80 {HEAD} 05 00 A1 02 01 00 00 54 F8 5A"),
    ),
    (
        "address?",
        onbon.Frame(0xFFFE, HOST, onbon.AskAddress()),
        wire(f"A5×8 FE FF 00 80 {HEAD} 05 00 A2 07 01 00 00 4D A8 5A"),
    ),
    (
        "be 7",
        onbon.Frame(0xFFFE, HOST, onbon.SetAddress(7)),
        wire(f"A5×8 FE FF 00 80 {HEAD} 07 00 A2 06 01 00 00 07 00 2E 6F 5A"),
    ),
    (
        "two areas, all others away",
        onbon.Frame(
            3,
            HOST,
            Areas(
                (
                    Area((Span("A012", Colour.RED),), height=16),
                    Area((Span("请"),), y=16, height=16, area_id=1, single_line=True, show=Show.LEFT),
                ),
                clear=True,
            ),
        ),
        wire(
            f"A5×8 03 00 00 80 {HEAD} 4A 00 A3 06 01 00 00 FF 02 "
            "22 00 00 00 80 00 00 80 80 10 00 00 00 00 0A 00 00 00 00 02 01 01 00 02 0A 07 00 00 00 "
            "5C 43 31 41 30 31 32 "
            "1D 00 00 00 80 10 00 80 80 10 00 01 00 00 0A 00 00 00 00 01 01 03 00 02 0A 02 00 00 00 C7 EB "
            "8F 64 5A"
        ),
    ),
]
CLOCK_IN_THE_MANUAL = wire(f"A5×8 01 00 00 80 {HEAD} 0D 00 A2 03 01 08 00 13 20 01 25 11 17 26 05 B0 3F 5A")
EIGHTHS = BOX.replace("80 80 20 00", "10 00 20 00").replace("00 00 80 00 00", "00 00 00 00 00")

LIHE = [
    ("V12", lihe.Ticket(3, 1234, 3, "B"), wire("A0 07 28 03 01 0C 22 03 42 42 FF")),
    ("V13", lihe.Ticket(3, 1234, 3), wire("A0 06 28 03 01 0C 22 03 63 FF")),
    ("V14 welcome", lihe.Say(3, lihe.Scene.WELCOME), wire("A0 03 28 03 00 2E FF")),
    ("V14 pause", lihe.Say(3, lihe.Scene.PAUSED), wire("A0 03 28 03 02 30 FF")),
    ("V14 0012", lihe.Ticket(3, 12, 3), wire("A0 06 28 03 01 00 0C 03 41 FF")),
    ("serving", lihe.Ticket(3, 12, 3, serving=True), wire("A0 06 28 03 04 00 0C 03 44 FF")),
    ("V15", lihe.Done(3), wire("A0 03 14 03 50 06 FF")),
    ("V16", lihe.AskVersion(3), wire("A0 03 98 03 50 26 FF")),
    ("V16 answer", lihe.Version(3, 0xA3, 3), wire("A0 05 98 03 50 A3 03 32 FF")),
    (
        "V17",
        lihe.Text(3, "请A001号到3号窗口", lihe.Mode.LEFT, stay=0x99),
        wire("AA 03 BB 51 54 20 01 00 99 00 63 C7 EB 41 30 30 31 BA C5 B5 BD 33 BA C5 B4 B0 BF DA FF"),
    ),
]
SHUANGSE = [
    (
        "V18",
        shuangse.Show(1, (shuangse.Run("请"), shuangse.Run("8", shuangse.Colour.GREEN))),
        wire("A0 90 01 A5 00 05 C7 EB 00 38 01 B4"),
    ),
    ("V18 done", shuangse.Reply(1, done=True), wire("A0 90 01 A5 AA")),
    ("not done", shuangse.Reply(1, done=False), wire("A0 90 01 A5 55")),
    (
        "V19",
        shuangse.Show(3, (shuangse.Run("A012请到3号窗口"),)),
        wire(
            "A0 90 03 A5 00 19 41 00 30 00 31 00 32 00 C7 EB 00 B5 BD 00 33 00 BA C5 00 B4 B0 00 BF DA 00 C4"
        ),
    ),
]
CALL = "请0005号顾客到01号柜台办理"
RUIZE = [
    (
        "V20",
        ruize.Show(170, CALL),
        wire(
            "AA C2 44 0C 07 0E 0B 30 30 30 35 0B 0A 0C 05 0B 09 0C 0B 0B 0F 0C 0D 0B 05 0B 0D "
            "30 31 0B 0A 0C 05 0B 09 0F 01 0C 0C 0A 08 0B 00 0E 0C 0C 00 0E 0D 1A"
        ),
    ),
    (
        "V20 colours",
        ruize.colours(
            170,
            (
                ruize.Run("请", ruize.Colour.YELLOW),
                ruize.Run("0005", ruize.Colour.RED),
                ruize.Run("号顾客到", ruize.Colour.GREEN),
                ruize.Run("01", ruize.Colour.RED),
                ruize.Run("号柜台办理", ruize.Colour.YELLOW),
            ),
        ),
        wire("AA C2 43 03×4 01×8 02×16 01×4 03×20 1A"),
    ),
    ("V21 @170", ruize.Query(170), wire("AA C2 48")),
    ("V21 @5 with DH", ruize.Query(5), wire("85 C0 48")),
    ("V21 answer", ruize.Here(), wire("3B")),
    ("dark", ruize.Dark(5), wire("85 C0 54")),
    ("steady", ruize.Steady(5), wire("85 C0 53")),
    # Each two bytes of 请Ａ０ in GB 2312 are C7EB A3C1 A3B0; W takes bit 7 away.
    ("one colour", ruize.Write(5, "请Ａ０"), wire("85 C0 57 47 6B 23 41 23 30 1A")),
]
