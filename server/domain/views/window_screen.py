"""What the screen of one window shows to whoever stands before it (R21): the scene of its LED sign."""

from typing import Any

from server.domain.hall import Hall
from server.domain.texts.signs import ANYTHING, Scene
from server.domain.views.hall import hall_view, place, staff_card
from server.domain.words.signs import overriding, sign_scene, sign_text, thanks_until

DARK = "dark"


def window_screen_view(hall: Hall, window_id: str) -> dict[str, Any]:
    """`scene` as of the last event, "dark" after closing, "urgent" or "evacuate" while the hall's
    notices stand there instead; `thanks_until`, epoch ms, ends thanks by itself.
    `number` is called or served now. `text` is the hall's own wording of the scene, at full length."""
    desk = hall.desks[window_id]
    scene = sign_scene(hall, desk, hall.last_at)
    told = sign_text(hall, window_id, room=ANYTHING)
    window = hall.plan.window[window_id]
    urgent = overriding(hall, window_id, scene)
    return {
        "hall": hall_view(hall, [window.floor]),
        "window": place(hall, window),
        "scene": urgent[0].urgency.value if urgent else scene or DARK,
        "text": told.text if scene not in (Scene.IDLE, Scene.CALL) else "",
        "number": told.number,
        "staff": staff_card(hall.plan, desk.staff),
        "thanks_until": thanks_until(hall, desk),
    }
