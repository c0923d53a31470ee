import { lines } from './lines.js'

/** Conversations between a customer and an assistant: the customer speaks on odd lines, the assistant on even ones. */
export const dialoguesEn: readonly (readonly string[])[] = [
  lines(`
    I am planning {n:3-6} days in {city} in {month} and would like to see more than the centre.
    Gladly. Do you prefer to walk, to cycle, or to take the tram, and are children coming along?
    We are two adults who like to walk, and {name} brings a camera everywhere.
    Then take the hill north of the river in the morning, when the light comes from behind, and the harbour in the evening.
    The hill sounds good, but one of us has a weak knee.
    A small bus goes up every {n:10-25} minutes from the market. You could ride up and come down slowly by the steps with rails.
    And if it rains the whole time?
    The tile museum, the old waterworks and the covered market would fill {n:1-2} rainy days. The waterworks open only at weekends.
    We arrive on {day}, so the waterworks may not fit.
    Then put the museum first and keep the market for lunch, since its kitchens close at three.
    How much money should we take for meals?
    A simple lunch costs about {n:9-16} and a dinner {n:18-35} a person; cards are taken almost everywhere except in the market.
  `),
  lines(`
    My order number {n:1000-9999} was due on {day}, and only half of it arrived.
    I am sorry about that. Which items were in the parcel, and does the slip inside mention a second one?
    The {goods} arrived; the rest is missing, and the slip says one of one.
    Thank you. The warehouse shows that the order was split without a second label being printed.
    So is it lost or still with you?
    It is still on the shelf in {city}. I can send it today, and it should arrive within {n:2-4} working days.
    I need it by {month}, because it is a present.
    That is possible. I can also send it straight to the person who receives the present, without an invoice.
    Her name is {name}, but she must not see the price.
    The note will carry your greeting only. Shall I write one, or will you send me the words?
    Please write something friendly about the new flat.
    I will. The postage of the first parcel has been refunded to your account as well.
  `),
  lines(`
    The {service} answers slowly since this morning, about {n:2-9} seconds instead of a few milliseconds.
    Did anything change last night: a release, a larger customer, a new index, a restart of the database?
    We released version {n:2-9}.{n:10-30} at midnight, but rolling back changed nothing.
    Then the release may only have started it. Is the delay the same for all requests or only for some?
    Only for customers with many records, as far as we can see.
    That points to a query whose plan has changed. Could you compare the plan for a large and for a small customer?
    The large one scans the whole table, the small one uses the index.
    The statistics are probably stale after the night's import. Refreshing them is harmless and takes a minute or two.
    Done, and half of the requests are fast again.
    The others may still hold an old plan in their connections. Recycle the pool one machine at a time.
    How do we keep this from happening after the next import?
    Refresh the statistics as the last step of the import, and alert on the share of full scans rather than on time alone.
  `),
  lines(`
    I want to learn to bake bread, and my first {n:2-5} loaves were flat as a board.
    That is how most people start. Which flour do you use, and how long does the dough rest?
    White flour, an hour on the table, and the kitchen has {n:16-19} degrees.
    At that temperature an hour is short. Wait until the dough has grown by two thirds, however long that takes.
    How do I see two thirds in a round bowl?
    Use a straight jar for a small piece of the same dough, and mark the height with a rubber band.
    And the oven? Mine reaches {n:220-250} degrees on a good day.
    That is enough if you bake in a pot with a lid, which keeps the steam in for the first twenty minutes.
    {name} says one should knead for a quarter of an hour.
    It helps, but folding the dough {n:3-5} times with pauses does the same and spares your arms.
    When do I put the salt in?
    After the first rest. Salt slows the yeast and makes the dough firmer, which is welcome later and a nuisance at the start.
  `),
  lines(`
    I would like to move my savings of {n:4-30} thousand away from the current account.
    Happy to explain the options. When might you need the money again, and would a loss of a tenth keep you awake?
    Perhaps in {n:3-8} years for a flat, and yes, it would.
    Then a part that is safe at any time and a part that is fixed until then would suit you better than shares alone.
    What does fixed mean in practice?
    The bank keeps it for an agreed time and pays a known rate; leaving early costs most of the interest.
    And if the bank fails?
    Deposits are protected up to a legal limit per person and bank, so large amounts are better spread over two.
    My colleague {name} at {company} earns much more with a fund.
    In good years surely. Ask how much the fund lost in its worst year, and after how long it had recovered.
    Could I begin with a small amount to get used to it?
    Yes, a monthly sum of {n:25-90} is common, and you may stop whenever you like.
  `),
  lines(`
    Our cat has not eaten since {day} and hides under the bed.
    Thank you for telling me. Does she drink, and has anything in the home changed during the last days?
    She drinks a little, and we have had guests with a dog.
    Stress may explain it, but a cat should not go without food for more than a day or two. How old is she?
    About {n:3-15} years, and she weighs four kilos.
    At that age I would call the practice today if she refuses food again this evening.
    Can I try anything at home until then?
    Warm a spoonful of her usual food, keep the room quiet, and do not force anything into her mouth.
    She just licked a bit of broth.
    That is a good sign. Make sure that it contains no onion, and offer the same again in two hours.
    What will the practice want to know?
    When she last ate, drank and used the tray, what medicine she takes, and whether plants or threads could have been swallowed.
  `),
  lines(`
    I am writing a letter of application to {company} and cannot get past the first sentence.
    Leave it for last. What have you done that someone there would want you to do again?
    I reorganised the store room so that picking takes {n:20-40} per cent less time.
    That is a strong beginning already: one plain sentence with the figure, and no adjective.
    But it sounds like boasting.
    It sounds like a fact if you add how you measured it, and that {name} helped you.
    We timed {n:30-90} orders before and after.
    Then write that. The next paragraph can say why their store in {city} interests you in particular.
    Honestly, because I can walk there.
    A short way to work is a fair reason. Add one about the work itself, so that it does not stand alone.
    How long may the letter be?
    One page with air on it. If a sentence would be true of any applicant, take it out.
  `),
  lines(`
    The heating in our flat of {n:48-95} square metres has been cold since last night.
    Is the boiler in the flat or in the cellar, and does its display show anything?
    In the cellar, and it shows the letter F with the number {n:10-39}.
    That code usually stands for low pressure. The gauge beside it should point between one and two.
    It points to a half.
    Then water has to be topped up. In a rented flat the caretaker should do it; do you have the number?
    {name} is on holiday until {day}.
    The house of {company} has an emergency line on the notice board, which must answer day and night in winter.
    They say that someone comes between eight and {n:12-18} o'clock.
    Ask for the name of the person and note the time of your call, in case nobody comes.
    May I reduce the rent for these days?
    Often yes, depending on how cold it was and for how long. Write down the temperature in two rooms three times a day.
  `),
  lines(`
    Could you help me to practise for an interview as a data analyst?
    Of course. I ask, you answer, and after each answer I say what worked. How did you find the last error in a report?
    A total was {n:3-9} per cent too high, and I compared it with the ledger line by line.
    Good that you had a second source. Say sooner what the error was, and only then how you found it.
    Two systems counted returns differently.
    Clear. Now a harder one: the sales in {city} rose by a fifth in {month}. What do you ask before you celebrate?
    Whether the number of shops or the prices changed.
    Both are right. Ask also whether the months had the same number of Saturdays.
    I would have forgotten that.
    Many do. Next: explain to {name}, who has never seen one, what a median is good for.
    It is the middle one if all are lined up, so a single rich person does not move it.
    That is short and right. Stop there in the interview, and do not apologise for the simple words.
  `),
  lines(`
    We want to plant a hedge of {n:12-40} metres along the street; what grows fast?
    Fast growers need cutting twice a year for ever. How high shall it be, and does salt reach it in winter?
    About the height of a man, and yes, the street is salted.
    Hornbeam and privet bear that well. Beech is prettier but minds the salt.
    How many plants would we need?
    Three or four to the metre, so between {n:40-60} and {n:90-160} in all, smaller ones being cheaper and quicker to root.
    When is the best time?
    Late autumn, as long as the ground is open. In {month} you would have to water all summer.
    The neighbours, {name} and {name2}, would rather have a fence.
    A low fence inside the hedge satisfies both and disappears in three years.
    Is there a rule about the distance from the border?
    Usually half a metre for hedges below two metres, but the town of {city} may have a rule of its own.
  `),
]

/** What the customer may say at the end, so that the next reply has something to answer. */
export const nextTurnsEn = lines(`
  That helps already, and I have a few more points before I decide.
  Let me tell you what happened in the meantime.
  I talked it over with {name3}, who sees it differently.
  Please take into account that we have only {n:2-9} hours a week for it.
  Money matters less to us than having it settled before {month2}.
  Earlier you mentioned one thing that I did not understand.
  I wrote down your advice, and the second part is still unclear to me.
  My brother in {city2} had the same problem and solved it in another way.
  We tried it on {day2}, and it went better than expected at first.
  After about {n:20-50} minutes, however, the old trouble came back.
  I took notes of everything, because I tend to forget details.
  The person at the counter said that there was no rule about it.
  On the telephone I was told the opposite.
  It would be good to know which of the two is right.
  I can send a picture if that is of use.
  Nobody else in the house has noticed anything so far.
  There is one more complication that I left out.
  The instructions are in a language that none of us reads.
  I would rather do it slowly and once than quickly and twice.
  The offer we have is valid until the end of {month2}.
  We have compared {n:3-6} of them, and they hardly differ.
  A friend who works at {company2} warned me about the small print.
  I do not mind waiting, but I want to know for how long.
  It must also work when I am away for a week.
  Somebody told us that the weather plays a part.
  I have read two articles on it, which contradict each other.
  If possible, I want to avoid calling an expert.
  The last time we did without, it cost us twice as much.
  We have written to them {n:2-5} times and had one reply.
  I am not sure whether I should be worried or patient.
  {name3} thinks that we are making too much of it.
  What would you do first if you were in our place?
  Please go through it once more in the right order.
  Tell me what I have to prepare, and what can wait.
  Could you sum up what we have agreed on so far?
  Which questions should I ask when they call back?
  Is there anything that I have not thought of?
  How will I notice that it has worked?
  And what is the plan if it does not?
  Then I would like to hear your honest opinion.
`)
