/** English words of three letters: with the space before them four characters, and in nearly every vocabulary one token. */
export const shortWords: readonly string[] =
  'the and for are but not you all any can had her was one our out day get has him his how man new now old see two way who boy did its let put say she too use air age ago arm art ask bad bag bar bed big bit box bus buy car cat cut dog dry due eat egg end eye far few fit fly fun gas got guy hit hot job key kid law lay leg lie lot low map may men mix net nor off oil own pay per pop pot red rid row run sad sat sea set sir sit six sky son sum sun tax tea ten tie tip top try war wet why win won yes yet act add aid aim bid bin bow cap cow cup dad dig ear era fan fat fee fix gap gun hat hip ice ill ink jet joy lab lip log mad mom mud nut odd pan pen pet pie pin raw ray rod sin tag tap tin toe ton toy van via wed zip'.split(
    ' ',
  )
