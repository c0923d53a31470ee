import { lines } from './lines.js'

/** Reports, one paragraph of related sentences each; a prompt strings several together. */
export const reportsEn: readonly (readonly string[])[] = [
  lines(`
    The council of {city} met on {day} to discuss the flooding of the lower market in {month}.
    Water had entered {n:12-60} cellars within two hours, although the rain itself was not unusual.
    Engineers found that a culvert under the tram depot had lost about {n:25-55} per cent of its section to silt.
    Shopkeepers reported that the warning by telephone reached them after the water did.
    {name} from the works department showed that the pumps had started on time but ran against a closed valve.
    The valve had been closed for an inspection and nobody was assigned to open it again.
    A retention basin upstream would cost {n:3-9} million and take two summers to build.
    Cleaning the culvert costs a fraction of that and can be finished before the next thaw.
    The fire brigade asked for one telephone number instead of the present four.
    Residents of the upper streets objected to a basin because it would take the only playing field.
    The council voted to clean the culvert at once and to study the basin until {month2}.
    A register of valves and of the people responsible for them is to be published every quarter.
    Insurance covered the stock of most shops but not the days on which they stayed closed.
  `),
  lines(`
    {company} has tested electric vans on its routes around {city} for {n:6-18} months.
    The {n:14-40} vans covered a little more than half of the daily rounds.
    Drivers praised the silence in the early morning and the missing smell of diesel in the yard.
    In frost the range fell by about a quarter, which mattered on only three of the longer rounds.
    Charging all vans at once tripped the supply of the depot twice in the first week.
    Since then the vans are charged in an order that follows their departure times.
    Maintenance took {n:20-45} per cent fewer hours, mainly because brakes last longer.
    Two vans stood still for weeks while a part for the charging socket was on order.
    Energy per parcel fell, but the figure depends strongly on the price of electricity at night.
    {name}, who runs the depot, would rather have fewer and larger vans next time.
    The purchase price remains the main obstacle and is not offset within the lease of {n:3-6} years.
    A second trial with a battery for the depot itself is planned for {month}.
    Customers hardly noticed the change, apart from those who missed the sound of the van.
  `),
  lines(`
    The reading room of the {city} library was closed for {n:5-20} weeks so that its roof could be repaired.
    During that time {n:30-90} thousand volumes were kept in a former textile mill.
    Moving them uncovered {n:200-900} books that the catalogue had listed as lost.
    Most of these had merely been put back one shelf too low.
    {name} and four students compared every shelf with the catalogue before the books returned.
    Their list shows that errors cluster near the lifts, where trolleys are unloaded in a hurry.
    The new roof admits daylight from the north only, which spares the bindings.
    Readers had feared that desks would be lost, but their number rose by {n:4-16}.
    The heating proved weaker than calculated, and coats were kept on through {month}.
    A sensor now records humidity every ten minutes and alerts the caretaker.
    Loans fell by a fifth during the move and recovered within two months.
    The cost stayed within the budget because the mill asked for no rent.
    It is still undecided whether the mill will be kept as a permanent store.
  `),
  lines(`
    A study of {n:300-900} households around {city} asked why new meters had not lowered the use of water.
    Most people looked at the display in the first week and never again.
    Those who received a monthly letter with a comparison used {n:4-11} per cent less.
    The effect was strongest in houses with a garden and absent in small flats.
    {name}, the author of the study, warns that the comparison group was small.
    Leaks turned out to matter more than habits: {n:3-9} per cent of the houses lost a third of all water.
    A dripping cistern often went unnoticed for more than a year.
    The supplier, {company}, now calls customers whose meters never stand still at night.
    Four out of five such calls led to a repair within a month.
    Complaints about privacy were rare, but they came early and were loud.
    Readings are therefore stored for {n:30-90} days and then reduced to monthly sums.
    The price of water was not changed during the study, so its influence remains unknown.
    A follow-up is to include blocks of flats with one meter for all tenants.
  `),
  lines(`
    The outage of the {service} on {day} lasted {n:40-170} minutes and affected roughly one order in {n:5-12}.
    It began when a certificate expired that two teams each believed the other one renewed.
    Alerts fired within a minute but went to a channel that had been archived in {month}.
    The {team} team noticed the failure through a customer who wrote to them directly.
    A first attempt to restart the machines made matters worse, because every restart emptied the cache.
    {name} then routed the traffic to the old cluster, which had not been switched off yet.
    That cluster carried the load for {n:20-50} minutes at the edge of its capacity.
    No data was lost, but {n:60-400} invoices were sent twice.
    Customers were informed after an hour, later than the company's own rules demand.
    Certificates are now listed in one place with an owner and a date.
    An exercise will repeat the failure in {month2} without prior notice.
    The review stresses that nobody acted carelessly: the gap lay between two documents.
    The old cluster, meant to be removed that week, will be kept for another {n:3-9} months.
  `),
  lines(`
    Orchards near {city} produced {n:15-40} per cent less fruit than in the year before.
    A mild {month} brought the blossom forward, and three nights of frost followed.
    Growers who sprinkled water over the trees saved most of the crop on the slopes.
    In the hollows, where cold air gathers, neither water nor fires helped.
    {company} lost a contract because it could not deliver the agreed {n:40-95} tons.
    Prices rose only slightly, since imports filled the gap within weeks.
    Bees were few during the cold days, so that even undamaged blossom often set no fruit.
    {name} grafted a later variety onto {n:80-300} old trees as an experiment.
    The later variety blooms nine days after the others and is less sweet.
    A cooperative store would let growers sell over a longer time, but nobody wants to own it.
    The weather service offers a forecast for single valleys for a yearly fee.
    Insurance against frost has become so dear that only {n:2-9} farms still carry it.
    The chamber of agriculture advises planting at different heights rather than one best place.
  `),
  lines(`
    The clinic run by {company} in {city} changed the way it assigns appointments in {month}.
    Before, every doctor kept a private calendar, and {n:9-25} per cent of the slots stayed empty.
    Now one list is kept for all, and urgent cases get every {n:4-7}th slot.
    The time from call to visit fell from {n:16-30} to {n:5-12} days on average.
    Patients with several complaints suffer, because the slots have become shorter.
    Nurses report that they spend less time on the telephone and more on preparing visits.
    {name}, a doctor of many years, sees strangers more often and misses familiar patients.
    A second list for long-standing patients was tried for two weeks and given up.
    Missed appointments fell by half once a message was sent the evening before.
    The messages do not reach people without a mobile phone, who are mostly the oldest patients.
    The clinic did not hire anybody, and overtime stayed the same.
    An outside reviewer notes that summer figures flatter every new arrangement.
    The decision whether to keep the list will be taken after the winter.
  `),
  lines(`
    Divers have mapped the harbour wall of {city}, which is older than had been assumed.
    Beams of oak under the visible stones were felled about {n:400-900} years ago.
    The wall was raised at least {n:3-6} times, each time with different stone.
    One layer holds broken roof tiles, which points to a fire in the town.
    {name} found the mark of a mason that is also known from the cathedral.
    Ferries of {company} pass within {n:12-30} metres and stir up the ground.
    Since their engines were made stronger, the foot of the wall has lost a hand's breadth of sand.
    A ban on fast manoeuvres was tested for a month and cost the ferries two minutes each way.
    Sandbags protect the most exposed {n:20-70} metres for the time being.
    Steel sheets would last longer but would hide the oak for good.
    The museum would like to show one beam, which must first lie in fresh water for years.
    Money is promised for the survey, not for the repair.
    The harbour master expects a decision before the storms of {month}.
  `),
  lines(`
    Two schools in {city} moved the first lesson from eight to half past {n:8-9} for one year.
    About {n:400-900} pupils between twelve and sixteen took part.
    They slept {n:18-34} minutes longer on school days, and no longer at weekends.
    Late arrivals fell by {n:30-60} per cent, most of all in winter.
    Marks did not change in a way that could be told from chance.
    Teachers found the first lesson livelier and the last one harder.
    Buses had to be rescheduled, which cost {company} two additional drivers.
    Parents with early shifts asked for a room that opens at seven.
    {n:20-60} pupils used that room every day, mainly the younger ones.
    {name}, who headed the trial, says that the sports clubs were asked too late.
    Training now ends at dusk, and one club lost its ground to another.
    A vote among parents gave a narrow majority for the later start.
    The authority wants a second year with a control school before it decides.
  `),
  lines(`
    {company} has replaced the night inspection of its {n:50-180} machines by sensors that listen to the bearings.
    The sensors were trained on {n:5-14} months of recordings, in which only {n:6-20} bearings failed.
    So few failures make every stated rate of detection uncertain.
    In the first quarter the system raised {n:30-80} alarms, of which {n:4-12} proved right.
    Mechanics soon ignored the alarms of one hall, where a conveyor imitates a worn bearing.
    After that hall was given a threshold of its own, false alarms fell by two thirds.
    {name} points out that an inspector also notices leaks, smells and loose covers.
    A short round at the beginning of each shift was therefore brought back.
    Unplanned stops fell from {n:9-14} to {n:3-7} a month, but the mild {month} may have helped.
    The supplier wanted to keep the recordings, which the works council refused.
    The recordings stay in {city} and are deleted after a year.
    Savings are put at one and a half posts, which will be filled elsewhere in the plant.
    The next step is to lend the system to a sister plant and to compare.
  `),
  lines(`
    The night train between {city} and {city2} returned in {month} after a pause of {n:8-22} years.
    In the first season {n:60-88} per cent of the berths were sold.
    Most travellers were on holiday; business travellers did not come back.
    Punctuality suffered from works on the line, and every {n:3-6}th train arrived more than an hour late.
    The carriages are {n:28-45} years old and were refitted in a hurry.
    Guests praise the staff and complain about the heating.
    A berth costs about as much as a flight with luggage, but saves a night in a hotel.
    {name}, who manages the line, would need {n:9-20} new carriages to earn money with it.
    They cannot be delivered for four years, because all makers are booked.
    The state pays for the track on this route until the end of next year.
    Without that support the price of a ticket would rise by a third.
    A seat carriage was added in summer and attracted students.
    The operator will decide about the coming winter once the timetable of the works is known.
  `),
  lines(`
    Volunteers counted the swifts above {city} on {n:9-21} evenings in {month}.
    They found {n:20-45} per cent fewer birds than in the count before the station was renovated.
    The old roof had gaps in which swifts bred, and the new one has none.
    {company} hung up {n:40-120} nest boxes under the eaves, following advice from the museum.
    In the first two summers not a single box was used.
    In the third, after calls were played from a loudspeaker at dawn, {n:5-19} pairs moved in.
    Tenants near the loudspeaker complained, and the hours were shortened.
    {name} notes that insects have also become rarer, so that boxes alone will not help.
    Meadows along the railway are now mown once a year instead of four times.
    Counting by eye misses birds that fly high; a radar of the university saw twice as many.
    The radar, however, cannot tell swifts from swallows with certainty.
    The next count will use both methods on the same evenings.
    Building permits in the town shall require a survey of nests before any roof is opened.
  `),
  lines(`
    The archive of {company} was digitised between {month} and {month2} by a team of {n:4-11}.
    About {n:120-480} thousand pages were photographed, twice as many as the contract foresaw.
    Every twentieth page was checked by a person, and {n:1-4} per cent had to be taken again.
    Handwritten ledgers caused most of the errors in the recognised text.
    {name} proposed to publish the pictures at once and to correct the text later, with help from readers.
    Lawyers asked for a delay, since the letters of living persons were among the files.
    A rule was found: nothing younger than {n:60-90} years is shown without permission.
    The scanner broke down in the second week and was replaced by two cameras on a stand.
    The cameras were slower but kinder to bindings.
    Storage costs turned out lower than feared, because colour was kept only where it carries meaning.
    Researchers from {city} have already corrected a list of ships that was printed wrongly for decades.
    The original files remain in the cellar, whose dampness nobody has yet dealt with.
    A second stage would cover maps and plans, for which no money has been found.
  `),
  lines(`
    A panel of {n:8-24} cooks and nutritionists tasted school meals in {n:5-15} canteens of {city}.
    They rated taste, warmth, noise and the time children had for eating.
    Noise proved to be the best predictor of how much food was left on the plates.
    Where curtains and felt were fitted, waste fell by {n:12-30} per cent within a term.
    Smaller portions with a second helping on demand saved nearly as much.
    {company}, which supplies most canteens, delivers before ten and keeps food warm until one.
    Vegetables suffer from the long wait more than anything else.
    Cooking on the spot would need {n:2-5} more people per school and a new kitchen in four of them.
    {name} suggests finishing only the vegetables on the spot, which needs a single stove.
    Children liked lentils better when they were not announced as healthy.
    Lunch breaks of {n:20-30} minutes were judged too short by everybody.
    The report asks for ten minutes more before it asks for money.
    The school board will answer in {month}.
  `),
  lines(`
    Wind turbines off {city} stood still for {n:60-240} hours last year although there was enough wind.
    The grid could not carry their power inland while a second line was being repaired.
    {company} was paid for most of the energy that it did not deliver.
    Consumers bear that cost through a fee that few of them know by name.
    A cable of {n:70-190} kilometres is planned, but three villages have gone to court.
    Their main objection concerns the place of a converter hall, not the cable itself.
    {name} has drawn a route along the motorway that would avoid two of the villages.
    It is {n:9-28} kilometres longer and crosses a marsh under protection.
    A battery at the shore could absorb short peaks at about a tenth of the price.
    It would not help in long storms, which cause two thirds of the losses.
    A factory for fertiliser has offered to use the surplus and to stop whenever it ends.
    The regulator likes the idea but has no tariff for interrupted use.
    Hearings resume in {month}, and building cannot start before the year after.
  `),
  lines(`
    The theatre in {city} sold tickets at a price that visitors chose themselves for {n:12-40} evenings.
    On average they paid {n:55-85} per cent of the regular price.
    A fifth of the audience had never been to the theatre before, by their own account.
    Full houses lifted the mood on stage, as {name} from the ensemble put it.
    Income per evening rose slightly because fewer seats stayed empty.
    The effect was large in {month} and small during the holidays.
    Some regular guests paid less than before and said so with a bad conscience.
    Others paid double and were thanked with a postcard.
    {company} sponsored the trial and asked for no announcement.
    The box office needed longer for each customer, and queues reached the street.
    Paying online in advance removed the queue but lowered the average.
    The management suspects that people are more generous when they look at someone.
    Next season there will be one such evening a week, always on {day}.
  `),
]
