"""Cuts the fonts of the social cards; README.md says how to run it.

Each file is one static cut of a family for what is written in Latin letters,
with the Cyrillic and Greek letters of another family, at 1000 units an em. Only
what shaping left-to-right text needs is kept of the layout tables.
"""
import os
import sys
import tempfile

from fontTools import subset
from fontTools.merge import Merger, Options
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

PACKAGES, OUT = sys.argv[1], os.path.dirname(os.path.abspath(__file__))

LATIN = [r for a, b in (
    (0x20, 0x7e), (0xa0, 0x17f), (0x18f, 0x18f), (0x192, 0x192), (0x1a0, 0x1a1), (0x1af, 0x1b0), (0x1cd, 0x1dc),
    (0x1e6, 0x1e9), (0x1fa, 0x21b), (0x237, 0x237), (0x259, 0x259), (0x2b9, 0x2bc), (0x2c6, 0x2c7), (0x2d8, 0x2dd),
    (0x300, 0x30c), (0x323, 0x323), (0x326, 0x328), (0x1e00, 0x1eff), (0x2000, 0x206e), (0x2070, 0x208e),
    (0x20a0, 0x20c0), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193), (0x2212, 0x2212), (0x2215, 0x2215),
    (0x2248, 0x2248), (0x2260, 0x2260), (0x2264, 0x2265), (0xfb01, 0xfb02)) for r in range(a, b + 1)]
CYRILLIC = [*range(0x400, 0x460), *range(0x490, 0x494), 0x496, 0x497, 0x49a, 0x49b, 0x4a2, 0x4a3, 0x4ae, 0x4af,
            0x4b0, 0x4b1, 0x4ba, 0x4bb, 0x4d8, 0x4d9, 0x4e8, 0x4e9]
GREEK = list(range(0x370, 0x400))


def cut(path, axes, runes):
    font = TTFont(path)
    there = {a.axisTag for a in font["fvar"].axes}
    font = instancer.instantiateVariableFont(font, {k: v for k, v in axes.items() if k in there}, inplace=True)
    options = subset.Options()
    options.layout_features = ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.hinting = options.glyph_names = options.legacy_kern = False
    options.notdef_outline = True
    options.drop_tables += ["STAT", "MVAR", "HVAR", "DSIG", "meta", "gasp"]
    options.name_IDs = []
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=runes)
    subsetter.subset(font)
    if font["head"].unitsPerEm != 1000:
        scale_upem(font, 1000)
    return font


def build(name, parts):
    have, files = set(), []
    with tempfile.TemporaryDirectory() as folder:
        for package, subset_name, style, axes, runes in parts:
            path = os.path.join(PACKAGES, "@fontsource-variable", package, "files", f"{package}-{subset_name}-standard-{style}.woff2")
            fresh = [r for r in runes if r in TTFont(path).getBestCmap() and r not in have]
            have.update(fresh)
            if fresh:
                files.append(os.path.join(folder, f"{len(files)}.ttf"))
                cut(path, axes, fresh).save(files[-1])
        font = Merger(options=Options(drop_tables=["vmtx", "vhea", "MATH"])).merge(files)
    font["name"].names = []
    font["name"].setName(f"Blotter card {name}", 1, 3, 1, 0x409)
    font["name"].setName("Regular", 2, 3, 1, 0x409)
    font["head"].created = font["head"].modified = 0
    font.recalcTimestamp = False
    font["post"].formatType = 3.0
    font.flavor = "woff"
    out = os.path.join(OUT, name + ".woff")
    font.save(out)
    print(name, os.path.getsize(out), "bytes,", len(font.getBestCmap()), "signs")


def family(latin, other, style, axes):
    return [(latin, s, style, axes, LATIN) for s in ("latin", "latin-ext", "vietnamese")] + [
        (other, s, style, axes, CYRILLIC) for s in ("cyrillic", "cyrillic-ext")] + [(other, "greek", style, axes, GREEK)]


build("head", family("newsreader", "source-serif-4", "normal", {"opsz": 40, "wght": 600}))
build("head-italic", family("newsreader", "source-serif-4", "italic", {"opsz": 40, "wght": 400}))
build("record", family("archivo", "roboto", "normal", {"wdth": 88, "wght": 500}))
build("record-bold", family("archivo", "roboto", "normal", {"wdth": 88, "wght": 700}))
