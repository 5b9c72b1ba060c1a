/** Short also where values are small: 0.00005 is 5e−5. */
export function tickText(value: number): string {
  const text = String(Number(value.toPrecision(6)));
  const short = text.length <= 6 ? text : value.toExponential().replace("e+", "e");
  return short.replaceAll("-", "−");
}
