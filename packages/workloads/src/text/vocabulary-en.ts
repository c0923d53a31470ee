const split = (list: string) => list.split(', ')

/** Words for the blanks of the English templates. Invented companies and people; real places only as places. */
export const vocabularyEn = {
  name: split(
    'Amara, Bruno, Chiara, Dmitri, Elif, Farid, Greta, Hiro, Ines, Jonas, Katya, Luis, Mina, Nadia, Oskar, Priya, Quentin, Rosa, Samir, Tove, Uma, Viktor, Wanda, Yusuf, Zofia',
  ),
  city: split(
    'Aarhus, Bergamo, Cork, Dresden, Esbjerg, Fukuoka, Ghent, Haarlem, Izmir, Jaipur, Kazan, Lille, Mendoza, Nantes, Oulu, Porto, Quito, Riga, Seville, Tampere, Utrecht, Varna, Windhoek, Xalapa, York, Zadar',
  ),
  company: split(
    'Alderbrook Mills, Beacon Freight, Corvus Optics, Dunmore Dairy, Eastgate Rail, Fernhill Paper, Granite Bay Ferries, Harrow Instruments, Inverlee Water, Juniper Clinics, Kestrel Post, Larkfield Seeds, Marlow Glass, Northwind Power, Orchard Lane Foods, Pinewood Transit, Quarry Street Press, Redcliff Tools',
  ),
  month: split('January, February, March, April, May, June, July, August, September, October, November, December'),
  day: split('Monday, Tuesday, Wednesday, Thursday, Friday, Saturday'),
  goods: split(
    'apples, bicycles, blankets, bricks, candles, chairs, crates, envelopes, jars of honey, lamps, loaves, notebooks, pallets, parcels, pumps, sacks of flour, seedlings, spare wheels, tiles, umbrellas',
  ),
  team: split(
    'billing, checkout, data platform, delivery, fraud review, identity, logistics, mobile, notifications, payments, recommendations, reporting, search, support tools, warehouse systems',
  ),
  service: split(
    'address book, booking service, cart service, catalogue, event store, feature store, image resizer, invoice printer, job queue, ledger, mail gateway, message relay, price service, rate limiter, route planner, session store, stock counter, token service',
  ),
  language: split('C++, Go, Java, JavaScript, Kotlin, Python, Ruby, Rust, Swift, TypeScript'),
} as const satisfies Record<string, readonly string[]>
