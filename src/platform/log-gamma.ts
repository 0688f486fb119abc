const rootOfTwoPi = Math.sqrt(2 * Math.PI)

/** Natural logarithm of the gamma function (Lanczos 1964, g = 5, six terms; relative error below 2e-10 for x > 0). */
export function logGamma(x: number): number {
  const sum =
    1.000000000190015 +
    76.18009172947146 / (x + 1) -
    86.50532032941678 / (x + 2) +
    24.01409824083091 / (x + 3) -
    1.231739572450155 / (x + 4) +
    0.1208650973866179e-2 / (x + 5) -
    0.5395239384953e-5 / (x + 6)
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((rootOfTwoPi * sum) / x)
}
