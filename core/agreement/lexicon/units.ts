/** A base unit and how many of it one of this unit has. */
export type Unit = readonly [base: string, factor: number];

const minute = 60;
const hour = 3_600;
const day = 86_400;

/** Units by their base unit; singular, folded. */
const units: ReadonlyMap<string, Unit> = new Map<string, Unit>([
  ...unit(
    'm',
    `m:1 meter:1 metre:1 metro:1 metri:1 km:1000 kilometer:1000 kilometre:1000 kilometro:1000 cm:0.01 centimeter:0.01 centimetre:0.01 mm:0.001
    millimeter:0.001 millimetre:0.001 mile:1609.344 mi:1609.344 ft:0.3048 foot:0.3048 feet:0.3048 inch:0.0254 inche:0.0254 yard:0.9144
    yd:0.9144`,
  ),
  ...unit(
    'g',
    `g:1 gram:1 gramme:1 kg:1000 kilogram:1000 kilo:1000 mg:0.001 milligram:0.001 microgram:0.000001 mcg:0.000001 lb:453.592 pound:453.592
    ounce:28.3495 oz:28.3495 stone:6350.29 tonne:1000000`,
  ),
  ...unit(
    's',
    `second:1 sec:1 minute:${minute} min:${minute} hour:${hour} hr:${hour} h:${hour} day:${day} week:${7 * day} fortnight:${14 * day}
    month:${30.44 * day} year:${365.25 * day} decade:${3652.5 * day} stunde:${hour} minuten:${minute} minuto:${minute} hora:${hour} heure:${hour}`,
  ),
  ...unit('%', 'percent:1 percentage:1 prozent:1'),
  ...unit(
    'l',
    'l:1 liter:1 litre:1 litro:1 ml:0.001 milliliter:0.001 millilitre:0.001 cl:0.01 dl:0.1 gallon:3.78541 pint:0.473176 quart:0.946353',
  ),
  ...unit('m2', 'acre:4046.86 hectare:10000 ha:10000'),
  ...unit('m/s', `mph:0.44704 kmh:${1 / 3.6} kph:${1 / 3.6} knot:0.514444`),
  ...unit('W', 'w:1 watt:1 kw:1000 kilowatt:1000 mw:1000000 megawatt:1000000 gw:1000000000 gigawatt:1000000000'),
  ...unit('Wh', 'wh:1 kwh:1000 mwh:1000000 gwh:1000000000'),
  ...unit(
    'B',
    'byte:1 kb:1000 kilobyte:1000 mb:1000000 megabyte:1000000 gb:1000000000 gigabyte:1000000000 tb:1000000000000 terabyte:1000000000000',
  ),
  ...unit('kcal', 'kcal:1 calorie:1'),
]);

/** Money behind its number; "pound" is a weight. */
const currencies: ReadonlyMap<string, string> = new Map([
  ['dollar', '$'],
  ['usd', '$'],
  ['euro', '€'],
  ['eur', '€'],
  ['gbp', '£'],
  ['yen', '¥'],
  ['jpy', '¥'],
  ['rupee', '₹'],
  ['inr', '₹'],
]);

/** The unit that a folded word names, in the singular or plural; money has its sign as base. */
export function findUnit(word: string): Unit | null {
  const single = word.replace(/s$/, '');
  const known = units.get(word) ?? units.get(single);
  const sign = currencies.get(word) ?? currencies.get(single);
  return known ?? (sign === undefined ? null : [sign, 1]);
}

export function isUnit(word: string): boolean {
  return findUnit(word) !== null;
}

function unit(base: string, list: string): [string, Unit][] {
  return list.split(/\s+/).map((entry) => {
    const [name = '', factor = '1'] = entry.split(':');
    return [name, [base, Number(factor)]];
  });
}
