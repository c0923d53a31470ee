import { lines } from './lines.js'

/** Tasks that take several skills at once: reading, reckoning, judging, writing. */
export const compositeTasksEn = lines(`
  Read the notes, compute the total cost, and write a message of three sentences to {name} with a recommendation.
  Find the contradiction in the notes, say which statement you trust, and draft the question that would settle it.
  Sort the notes by urgency, explain the order in one sentence each, and write a checklist for {day}.
  Turn the notes into a table with three columns, then name the row that worries you most.
  Write a short plan from the notes, estimate the hours, and mark every figure that is a guess.
  Extract all dates and numbers from the notes as JSON, then summarise the rest in one sentence.
  Write an answer to the customer in the notes and a separate remark for the {team} team.
  List the causes that the notes allow, give each a probability, and propose the cheapest test.
  Rewrite the notes as minutes with decisions, owners and dates, and translate the first decision into French.
  Write a function that checks the rule stated in the notes, and apply it by hand to one example.
  Compare the two options in the notes on cost, risk and time, and defend the one you would not choose.
  Explain the notes to a new colleague, then ask three questions that show what is missing.
`)

/** Notes as they pile up at work, each a line of its own. */
export const compositeNotesEn = lines(`
  {name} reports that the {service} took {n:3-14} minutes to start after the update on {day}.
  Order of {n:20-90} {goods} for {city}, promised for {month}, nothing shipped yet.
  The {team} team has {n:2-6} people this week; one of them leaves on {day2}.
  {company} offers {n:5-15} per cent off for payment within ten days.
  Error log: {n:14-96} timeouts between two and three at night, none since.
  The contract with {company2} ends in {month2} and renews by itself unless cancelled {n:4-12} weeks before.
  Last month we paid {n:1200-9800} for storage that is used by nobody we could find.
  Customer {n:1000-9999} writes: the invoice shows {n:3-9} items, but I received two.
  Rule: no release on {day2} after {n:12-16}:00 unless two people agree.
  A test of the new pump ran for {n:30-300} hours and stopped once, without a message.
  {name2} believes that the numbers for {city2} are counted twice.
  The room for the workshop holds {n:12-40} people; {n:10-60} have answered.
  Delivery to the north costs {n:6-19} per crate, to the south {n:4-12}.
  The backup of {month} can be read, the one of {month2} has not been tried.
  Two of {n:5-12} sensors differ by more than {n:2-6} degrees from their neighbours.
  The press office asks for two sentences by noon.
  Option one: repair the old machine for {n:900-4000}; it lasts {n:1-3} more years.
  Option two: lease a new one for {n:90-400} a month, with service included.
  The auditor wants to see who changed the price of {goods} and when.
  Since the new door was fitted, the cold store needs {n:5-22} per cent more power.
  {name3} is on leave until {day}, and nobody else has the key.
  The survey had {n:60-900} answers, {n:12-40} of them empty.
  A customer in {city} asks for the same {goods} in green, which we do not have.
  The {service2} may be switched off once {n:2-8} callers have moved.
  Travel budget: {n:800-5000} left for the rest of the year, {n:3-9} trips planned.
  Complaints by reason: late {n:8-40}, damaged {n:3-20}, wrong item {n:2-15}.
  The printer on the second floor prints page {n:2-9} twice.
  According to the manual the filter is changed every {n:200-900} hours; the counter shows {n:150-1200}.
  {company} has delivered {n:3-30} days late in four of the last six months.
  The meeting of {day} ended without a decision about the budget for {month}.
  We need a photograph of the old {goods} before they are thrown away.
  Temperature in the hall at six: {n:9-17} degrees; the minimum allowed is seventeen.
  The trainee found {n:4-19} files with the same name in different folders.
  Insurance asks for the list of visitors of {day2}.
  {name} can start in {month} if the flat in {city} is found by then.
  Load test: {n:200-900} users were fine, {n:1000-1900} were not.
  The older customers prefer the telephone, by {n:55-90} per cent.
  One page of the form asks for a date of birth and then ignores it.
  The supplier counts a week as {n:5-7} days, we do not know which.
  New label needed: the word "fragile" covers the bar code.
  A colleague from {company2} offers to swap {n:10-60} {goods} for storage space.
  The lift carries {n:300-900} kilograms; the crate weighs {n:250-990}.
  Two tickets describe the same fault in different words.
  Sunday work needs a permit that takes {n:5-21} days.
  The forecast for {city2} was wrong by {n:4-30} per cent three times in a row.
  Nobody knows why the alarm is set to {n:60-95} per cent.
  {name2} would take over the stand at the fair if the costs stay below {n:400-2500}.
  A cheaper parcel service exists, but it does not accept {goods}.
  The translation into Dutch is missing on {n:3-12} pages.
  Keep in mind that {month2} has two public holidays this year.
  The door code was changed on {day}, and the night shift was not told.
  Samples {n:1-4} and {n:5-9} are above the limit, the rest is below.
  The intern measured the yard: {n:30-80} by {n:20-60} metres.
  We promised {name3} an answer within {n:2-9} days.
`)
