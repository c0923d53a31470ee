import { lines } from './lines.js'

/** Questions that a sentence or two can answer. */
export const questionsEn = lines(`
  Why does bread dough rise faster in a warm kitchen?
  What makes the sky turn red shortly before sunset?
  How does a lighthouse lens throw its beam so far?
  Why do cats land on their feet after a short fall?
  What is the difference between weather and climate?
  How can a heavy steel ship float on water?
  Why does salt melt ice on a winter road?
  What keeps a bicycle upright once it is moving?
  How do bees find their way back to the hive?
  Why do leaves change colour in autumn?
  What happens inside a battery while it is charging?
  How does a vaccine prepare the body for a disease?
  Why is the inside of a cave cool in summer?
  What does a transformer in a power station do?
  How does a search engine decide which page comes first?
  Why do two clocks never agree perfectly?
  What is the purpose of an index in a database?
  How does a microwave oven heat a bowl of soup?
  Why does a rope over a pulley make lifting easier?
  What is the job of a compiler?
  How do fish breathe under water?
  Why do mountain tops stay cold although they are nearer to the sun?
  What does a referee look at before stopping a match?
  How is paper made from old newspapers?
  Why does metal feel colder than wood in the same room?
  What is a prime number, and which one is even?
  How does a thermos keep tea hot for hours?
  Why do we see lightning before we hear thunder?
  What is inflation, in terms of a weekly shopping basket?
  How does a plant grow towards a window?
  Why do ships use knots to measure speed?
  What causes the tides to come twice a day?
  How does noise cancelling work in headphones?
  Why are manhole covers usually round?
  What is a cache, and when is it wrong?
  How does yeast differ from baking powder?
  Why do onions make people cry?
  What is the difference between a virus and a bacterium?
  How does a barcode scanner read a label?
  Why does a mirror swap left and right but not up and down?
  What makes a good password hard to guess?
  How do glaciers shape a valley?
  Why is a year not an exact number of days?
  What does an architect mean by a load-bearing wall?
  How does a hot air balloon go down again?
  Why does popcorn pop?
  What is a leap second?
  How do trains stay on the rails in a bend?
  Why do some materials conduct electricity and others not?
  What is a tax deduction, in one example?
  How does a zip file become smaller than its contents?
  Why does coffee lose its smell when it is ground too early?
  What is the difference between a comet and an asteroid?
  How does a spider avoid sticking to its own web?
  Why do bridges have gaps between their segments?
  What is meant by the boiling point of a liquid?
  How does a refrigerator move heat from inside to outside?
  Why do athletes train at altitude?
  What is the role of a catalyst in a reaction?
  How does a library decide where a book belongs?
  Why is glass transparent?
  What is a sonnet, and how many lines does it have?
  How does a dam produce electricity at night?
  Why do birds fly in the shape of a V?
  What is the difference between a copy and a backup?
  How does a smoke detector notice a fire?
  Why do we put lids on pots when boiling water?
  What does a semicolon do in a sentence?
  How does an elevator know which call to answer first?
  Why does a wet cloth feel cool on the skin?
  What is the difference between speed and velocity?
  How do noise barriers along a motorway work?
  Why do some languages write from right to left?
  What is a queue, in everyday life and in a program?
  How does soap remove grease from a plate?
  Why does the moon always show us the same side?
  What does it mean for a test to be reproducible?
  How does a camera blur the background of a portrait?
  Why do old buildings have thick walls?
  What is the point of a control group in a trial?
  How does a tree move water up to its leaves?
  Why does a balloon stick to a wall after being rubbed?
  What is the difference between a loan and a lease?
  How does a map show the height of a hill?
  Why do engines need oil?
  What is a minor key in music?
  How does a payment card prove that it is genuine?
  Why does a guitar string sound higher when it is shorter?
  What is meant by the median of a list of wages?
  How do seeds know when to sprout?
  Why do wind turbines have three blades?
  What is a deadlock between two programs?
  How does fog form over a river in the morning?
  Why does bread go stale and biscuits go soft?
  What is the difference between an epidemic and a pandemic?
  How does a translator deal with a pun?
  Why do we have time zones?
  What is an open standard, and who gains from it?
  How does a heat pump warm a house in frost?
  Why do tyres have a tread?
  What is the difference between a hill and a mountain?
  How does a stethoscope carry sound to the ear?
  Why is the sea salty while rivers are not?
  What does a conductor do in front of an orchestra?
  How does a parachute slow a fall?
  Why do bakers weigh flour rather than measure it in cups?
  What is a patent meant to protect?
  How does a snowflake get six arms?
  Why does a train need so long to stop?
  What is the difference between accuracy and precision?
  How does a greenhouse stay warm without heating?
  Why do we yawn when others do?
  What is a hash function good for?
  How does a pencil eraser remove graphite?
  Why does a river bend more and more with time?
  What does it mean when a signal is aliased?
  How do magnets hold a note on a door?
  Why do we sleep less well in a strange bed?
  What is a footnote for?
  How does a clutch let a car start smoothly?
`)

/** What one may say after such a question: whom the answer is for, how long, with what. */
export const requestsEn = lines(`
  Answer in two plain sentences.
  It is for a class of {n:8-14} year olds, so avoid technical words.
  Give one everyday example and one exception.
  Please say which part is certain and which part is still debated.
  My neighbour {name} claims the opposite, so mention the usual misunderstanding.
  Keep it short enough for a label in a museum in {city}.
  If a number helps, give one with its unit.
  Begin with the conclusion, then the reason.
  I have about {n:20-90} seconds to read the answer.
  Do not use a list.
  Name one experiment that a family could do at home.
  Compare it with something that happens in a kitchen.
  I will print it on a poster, so it must stand on its own.
  Say what would happen if the opposite were true.
  Explain it to {name}, who repairs bicycles for a living.
  Add one sentence on why it matters in daily life.
  The answer goes into the {month} issue of a newsletter.
  Assume that the reader knows arithmetic but no physics.
  Leave out the history and stay with the mechanism.
  End with a question that makes the reader curious.
  We discussed it at {company} during lunch and found no agreement.
  A rough picture in words would help more than a formula.
  Write it as {name} from {city} would tell it to a friend.
  Tell me first whether the question itself is well put.
  Mention the one word that an expert would use for it.
  Stay below {n:30-60} words.
  Avoid the word "basically".
  Give the short answer first and the careful one after it.
  Say where one could look it up.
  Two of my {n:5-30} pupils asked the same thing on {day}.
  I know the usual answer, and would like a better one.
  Include a comparison of sizes or times.
  If the answer depends on the place, take {city}.
  Explain the cause, not only the effect.
  Do it without naming any brand.
  Imagine that the reader is in a hurry on a platform in {city}.
  It should still be right for a child and not annoy an engineer.
  Use the present tense.
  Say which of two common explanations is wrong.
  One vivid image is worth more than three facts here.
`)
