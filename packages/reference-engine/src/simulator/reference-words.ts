/** The vocabulary of the simulated text: plain lower-case English words, each one token with its leading space. */
export const referenceWords: readonly string[] =
  `the a of to and in is it that for on with as be at by this from or an are was not but can will has have
had one two all which their there when where how what who more most some any each other such no only own same so than too very just
into over under again then once here both few out up down off about after before between during through above below until while because
time step batch token model engine request server client queue block cache prefix stream decode prefill memory kernel attention layer head
weight value key page table path worker thread clock latency rate load test run result measure count mean median sample round warm cold
start end first last next slow fast short long large small high low new old good better best real exact open closed shared single many
water river mountain forest stone light shadow morning evening summer winter garden window door house street city road bridge harbour
ship sail wind rain snow cloud star moon sun sea island coast field farm horse bird fish tree leaf flower seed root bread salt sugar
music song story book letter word page paper pen line point circle square shape colour red green blue white black grey gold silver
walk read write speak listen think know learn teach build make find keep give take bring carry hold move turn stop wait begin finish
hand eye face voice heart mind body friend child mother father people country world history science number reason question answer idea
work plan rule law order change problem system method theory practice example figure detail part whole side place way kind form level`
    .split(/\s+/)
    .filter((word, at, all) => all.indexOf(word) === at)
