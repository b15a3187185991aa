"""The kiosk's catalogues: English says everything, no text stands in a page outside them."""

import re
from pathlib import Path

import pytest

from kiosk.catalogues import FOLDER, CatalogueError, language_notes, read_catalogue, read_catalogues

STATIC = FOLDER.parent / "static"
# Pages of their own, on the citizen's phone.
MODULES = sorted(p for p in STATIC.rglob("*.js") if p.parent.name != "phone")
SAID = re.compile(r"""(?:\bk=|\bt\(|\bN_\()(["'])(.+?)\1""")
COMMENT = re.compile(r"/\*.*?\*/|^\s*//.*?$|\s//\s.*?$", re.DOTALL | re.MULTILINE)
HAN = re.compile(r"[\u4e00-\u9fff]")
# How window labels of the plan are joined, a reason for the log, a language's own name.
ALLOWED = {"号窗口", "窗口", "未出票,群众放弃", "中文", "、", "语言"}


def said(module: Path) -> list[str]:
    return [match[2] for match in SAID.finditer(COMMENT.sub("", module.read_text(encoding="utf-8")))]


def every_text() -> list[str]:
    return list(dict.fromkeys(text for module in MODULES for text in said(module)))


def po(folder: Path, name: str, body: str) -> Path:
    path = folder / name
    path.write_text(
        f'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n{body}', encoding="utf-8"
    )
    return path


def test_the_pages_speak_and_english_says_all_of_it() -> None:
    texts = every_text()
    assert len(texts) > 40
    assert read_catalogue(FOLDER / "en.po").missing(texts) == []


def test_no_catalogue_keeps_a_text_that_no_page_shows() -> None:
    texts = set(every_text())
    assert [text for text in read_catalogue(FOLDER / "en.po").messages if text not in texts] == []


@pytest.mark.parametrize("module", MODULES, ids=lambda p: p.name)
def test_no_chinese_stands_in_a_page_outside_the_catalogues(module: Path) -> None:
    bare = SAID.sub("", COMMENT.sub("", module.read_text(encoding="utf-8")))
    for allowed in sorted(ALLOWED, key=len, reverse=True):
        bare = bare.replace(allowed, "")
    assert [line.strip() for line in bare.splitlines() if HAN.search(line)] == []


def test_every_shipped_catalogue_can_be_read() -> None:
    catalogues, wrong = read_catalogues()
    assert wrong == []
    assert catalogues[0].code == "en"
    assert (catalogues[0].name, catalogues[0].dir) == ("English", "ltr")


def test_what_is_untranslated_or_fuzzy_is_missing(tmp_path: Path) -> None:
    path = po(
        tmp_path,
        "ug.po",
        'msgid "返回"\nmsgstr "قايتىش"\n\nmsgid "删除"\nmsgstr ""\n\n'
        '#, fuzzy\nmsgid "清空"\nmsgstr "تازىلاش"\n',
    )
    catalogue = read_catalogue(path)
    assert catalogue.messages == {"返回": "قايتىش"}
    assert catalogue.dir == "rtl"
    assert catalogue.missing(["返回", "删除", "清空"]) == ["删除", "清空"]


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("ug.po", 'msgid "第 {page} 页"\nmsgstr "بەت"\n', "须含 {page}"),
        ("ug.po", 'msgid "返回"\nmsgstr "{left}"\n', "没有花括号"),
        ("uyghur language.po", "", "文件名须为语言代码"),
        ("ug.po", 'msgid "返回"\nmsgsttr "x"\n', "不能读取"),
    ],
)
def test_a_catalogue_that_cannot_be_used_says_why(tmp_path: Path, name: str, body: str, words: str) -> None:
    path = po(tmp_path, name, body)
    with pytest.raises(CatalogueError, match=re.escape(words)) as wrong:
        read_catalogue(path)
    assert name in str(wrong.value)
    assert " / " in str(wrong.value)


def test_a_hall_does_without_a_broken_catalogue(tmp_path: Path) -> None:
    po(tmp_path, "en.po", 'msgid "返回"\nmsgstr "Back"\n')
    po(tmp_path, "xx_no.po", "")
    read, wrong = read_catalogues(tmp_path)
    assert [c.code for c in read] == ["en"]
    assert len(wrong) == 1


def test_check_lists_what_a_language_leaves_untranslated_and_what_is_broken(tmp_path: Path) -> None:
    po(tmp_path, "en.po", 'msgid "返回"\nmsgstr "Back"\n\nmsgid "删除"\nmsgstr "Delete"\n')
    po(tmp_path, "ug.po", 'msgid "返回"\nmsgstr "قايتىش"\n')
    po(tmp_path, "ar.po", 'msgid "返回"\nmsgstr "رجوع"\n\nmsgid "删除"\nmsgstr "حذف"\n')
    po(tmp_path, "xx_no.po", "")
    whole, partly, broken = language_notes(tmp_path)
    assert "ar العربية: 2/2" in whole
    assert "未译" not in whole
    assert "1/2" in partly
    assert partly.endswith("删除")
    assert "xx_no.po" in broken
