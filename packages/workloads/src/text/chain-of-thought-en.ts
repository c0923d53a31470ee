import { lines } from './lines.js'

/** Problems with numbers in them; each is complete in itself. */
export const problemsEn = lines(`
  {name} packs {n:120-900} {goods} into boxes of {n:6-24} and wants to know how many boxes are needed and how many places stay free.
  A tank of {n:400-950} litres is filled at {n:12-30} litres a minute while {n:3-9} litres a minute leak out.
  A train leaves {city} at {n:6-9}:10 at {n:70-110} km/h; another leaves {city2}, {n:300-700} km away, at the same time towards it at {n:80-140} km/h.
  {company} sells {goods} at {n:12-40} each and pays {n:5-11} for each, with fixed costs of {n:2000-9000} a month.
  A garden is {n:14-40} metres longer than wide and has a fence of {n:150-400} metres around it.
  In a class of {n:24-36}, {n:12-18} play football, {n:9-14} sing, and {n:3-7} do both.
  {name} is {n:3-9} times as old as {name2} today, and in {n:5-12} years only twice as old.
  A clock loses {n:2-9} minutes a day and was set right on {day} at noon.
  Two pumps empty a basin in {n:4-7} and {n:8-14} hours; both are started, and the faster one stops after an hour.
  A loan of {n:2000-9000} is paid back in {n:6-24} equal monthly parts with {n:1-3} per cent interest a month on the rest.
  Of {n:200-800} parts from two machines, the first machine made {n:55-75} per cent; {n:2-4} per cent of its parts and {n:5-9} per cent of the others are faulty.
  A recipe for {n:4-8} people needs {n:250-600} grams of flour; {name} cooks for {n:11-29} and has {n:1000-3000} grams.
  A ladder of {n:4-9} metres leans against a wall with its foot {n:1-3} metres away from it.
  A taxi in {city} costs {n:3-6} to start and {n:1-3} per kilometre; {name} has {n:20-60} and wants to leave a tip of a tenth.
  {n:5-12} workers lay {n:300-900} {goods} in {n:3-8} days; how long would {n:13-20} workers need for twice as many?
  A number leaves remainder {n:2-3} when divided by 5, {n:1-2} when divided by 3, and 1 when divided by 7.
  {name} cycles to {city} against the wind at {n:12-16} km/h and back with it at {n:20-28} km/h, without a stop.
  A shop raises the price of {goods} by {n:10-30} per cent and later lowers it by the same percentage.
  Three friends share {n:90-400} {goods} in the ratio 2 : 3 : {n:4-7}.
  A bag holds {n:4-9} red, {n:3-8} blue and {n:2-6} green balls, and two are drawn without looking.
  A tournament of {n:9-30} players is played so that everybody meets everybody once, {n:3-6} games an hour.
  A square tile of {n:20-45} centimetres is to cover a floor of {n:3-8} by {n:4-9} metres, cut tiles included.
  Water freezes and grows by a ninth; a bottle of {n:500-990} millilitres is filled so far that it does not burst.
  {name} reads {n:18-40} pages a day and {name2} {n:12-17}, but {name2} began {n:3-9} days earlier.
  A ferry of {company} carries {n:30-80} cars a trip, takes {n:25-55} minutes, and {n:200-700} cars wait.
  The mean of {n:5-9} numbers is {n:20-60}; after one more number it is one higher.
  A snail climbs {n:3-6} metres by day and slips back {n:1-2} by night in a well of {n:14-40} metres.
  A firm has {n:40-95} vans; each is out of service {n:8-20} days a year, and at least {n:30-38} must run every day.
  Candles of {n:20-30} and {n:31-40} centimetres burn down in {n:6-9} and {n:4-5} hours and are lit together.
  A meeting of {n:4-9} people costs {n:30-80} per person and hour and lasts {n:35-95} minutes every {day}.
  A map has the scale 1 : {n:20-50}000, and the path on it measures {n:11-48} centimetres.
  {name} saves {n:15-60} in the first month and {n:3-9} more in every month after it.
  A server answers {n:80-400} requests a second and keeps each for {n:20-90} milliseconds; how many are inside at once?
  A cube is painted and then cut into {n:3-6} by the same number of layers each way.
  A bus comes every {n:8-12} minutes and a tram every {n:13-18}; both have just left the stop in {city}.
  {n:3-7} per cent of the parcels of {company} are late; {name} sends {n:4-9} of them.
  A rope of {n:30-90} metres is cut into two parts, one {n:4-14} metres longer than twice the other.
  A vineyard yields {n:900-4000} litres; bottles of 0.75 litres go into cases of {n:6-12}.
  An alloy of {n:200-900} grams has {n:15-40} per cent copper and shall have half copper.
  A stone falls {n:20-80} metres into a shaft, and its sound is heard afterwards.
`)

/** How to work, and what the answer must contain. */
export const reasoningStepsEn = lines(`
  Think step by step and write down every intermediate result.
  First list what is given and what is asked.
  Name each unknown before you use it.
  Say which assumption you make where the text leaves something open.
  Check the result by putting it back into the text.
  Give the units at every step.
  Estimate the size of the answer before you compute it.
  If there are two ways, take the one with fewer fractions and mention the other.
  Round only at the end, to two digits after the point.
  Explain each step in a sentence that {name3} could repeat aloud.
  State where a hasty reader would go wrong.
  Write the final answer on a line of its own.
  Say what would change if the first number were doubled.
  Do not skip the arithmetic, even where it is easy.
  Draw a small table if that keeps the numbers apart.
  Prove that no smaller number would do.
  Tell whether the problem has one solution, none or several.
  Use whole numbers as long as possible.
  Begin with the simplest special case.
  After the calculation, explain in one sentence what the number means.
  If a quantity cannot be a fraction, say which way you round and why.
  Separate what follows from the text from what you know otherwise.
  Give a second solution that does not use algebra.
  Number the steps.
  Point out the step on which everything else depends.
  Show that the parts add up to the whole.
  Mention the largest and the smallest value that would still make sense.
  Compare the result with the one for {n:2-9} fewer.
  Write it so that {name3} can find a mistake if there is one.
  Keep every line of the calculation short.
  Consider the case in which the order of events is reversed.
  Say how sure you are, and of which step least.
  Formulate the question again in your own words.
  Leave a blank line between the steps.
  Turn the result into advice for {name3}.
  Find out which of the given numbers was not needed.
  Finish with a question that the same numbers could also answer.
  Explain why the obvious guess is wrong, or why it is right.
  Work with exact values; {name3} distrusts decimals.
  Repeat the calculation for {city3}, where everything takes {n:2-5} times as long.
`)
