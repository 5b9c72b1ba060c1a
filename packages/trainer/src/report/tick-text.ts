/** Short also where values are small: 0.0005 is 5e-4. */
export function tickText(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  return text.length <= 6 ? text : value.toExponential().replace("e+", "e");
}
