/** What an answer of a model cost, in millionths of a dollar; null when no price is known. */
export type Price = (model: string, inputTokens: number, outputTokens: number) => number | null;

/** Prices are found when the first answer is asked for: the list is large, and an idle server needs none. */
export type PriceList = () => Promise<Price>;

/** Dollars for a million tokens. */
export interface TokenPrice {
  readonly input: number;
  readonly output: number;
}

/** The list price by the name that the price list has for the vendor, fees for each request included. */
export function listPrice(provider: string): PriceList {
  let found: Promise<Price> | null = null;
  const find = async (): Promise<Price> => {
    const { calcPrice } = await import('@pydantic/genai-prices');
    return (model, inputTokens, outputTokens) => {
      try {
        const usage = { input_tokens: inputTokens, output_tokens: outputTokens };
        const price = calcPrice(usage, model, { providerId: provider });
        return price === null ? null : micros(price.total_price * 1e6);
      } catch {
        return null;
      }
    };
  };
  return () => (found ??= find());
}

/** The price of a model one runs oneself. A dollar a million tokens is a millionth of a dollar a token. */
export function ownPrice(price: TokenPrice): PriceList {
  return () =>
    Promise.resolve((_, inputTokens, outputTokens) => micros(price.input * inputTokens + price.output * outputTokens));
}

export const noPrice: PriceList = () => Promise.resolve(() => null);

function micros(value: number): number | null {
  return Number.isFinite(value) && value >= 0 ? Math.round(value) : null;
}
