/** Three digits, as people write them: 0.490, −1,600, 6.9e−5. */
export function numberText(value: number): string {
  const size = Math.abs(value);
  const text =
    size > 0 && (size < 1e-3 || size >= 1e9)
      ? value.toExponential(1).replace("e+", "e")
      : value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  return text.replaceAll("-", "−");
}
