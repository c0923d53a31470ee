"""Cuts Noto Sans SC down to the characters that labels use: the 3,755 of GB 2312 level 1, its punctuation, full-width forms.

Run it with Debian's python3-fonttools:
    npm pack @expo-google-fonts/noto-sans-sc@0.4.3 && tar xzf expo-google-fonts-noto-sans-sc-*.tgz
    /usr/bin/python3 tools/subset-chinese-font.py package/400Regular/NotoSansSC_400Regular.ttf assets/fonts/NotoSansSC-Subset.ttf
"""

import sys

from fontTools import subset
from fontTools.ttLib import TTFont

source, target = sys.argv[1:]


def gb2312(rows):
    for row in rows:
        for cell in range(1, 95):
            try:
                yield ord(bytes([0xA0 + row, 0xA0 + cell]).decode("gb2312"))
            except UnicodeDecodeError:
                pass


characters = set(gb2312([1, 3, *range(16, 56)])) | set(range(0x20, 0x7F)) | set(range(0xFF00, 0xFF5F))
options = subset.Options(hinting=False, layout_features=[], name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14], notdef_outline=True)
font = TTFont(source)
subsetter = subset.Subsetter(options)
subsetter.populate(unicodes=characters)
subsetter.subset(font)
for table in ("vhea", "vmtx", "VORG"):
    if table in font:
        del font[table]
font.save(target)
print(len(font.getBestCmap()), "characters")
