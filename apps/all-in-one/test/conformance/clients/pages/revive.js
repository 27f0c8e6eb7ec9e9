// The same neutral values as in the other clients: `{ $date }` is a Date, `{ $odd }` what JSON cannot say.
const odd = { NaN: NaN, Infinity: Infinity, undefined: undefined };

globalThis.revive = (value) => {
  if (Array.isArray(value)) return value.map(globalThis.revive);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$date === 'string') return new Date(value.$date);
  if (typeof value.$odd === 'string') return odd[value.$odd];
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, globalThis.revive(held)]));
};
