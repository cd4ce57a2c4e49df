/** The part of the package that is used. It is installed apart and may be absent (decision 11), so its own types may be, too. */
declare module '@huggingface/transformers' {
  export const env: {
    allowLocalModels: boolean;
    allowRemoteModels: boolean;
    localModelPath: string;
    cacheDir: string;
    remoteHost: string;
    logLevel: number;
  };
  export const LogLevel: { readonly NONE: number };

  interface Tensor {
    readonly data: ArrayLike<number>;
    readonly dims: readonly number[];
  }
  export interface Encoding {
    readonly input_ids: Tensor;
  }
  export type Tokenizer = (text: string, options: { text_pair: string }) => Encoding;
  export interface Classifier {
    (inputs: Encoding): Promise<{ readonly logits: Tensor }>;
    readonly config: { readonly id2label?: unknown; readonly max_position_embeddings?: unknown };
  }
  export const AutoTokenizer: { from_pretrained(name: string): Promise<Tokenizer> };
  export const AutoModelForSequenceClassification: {
    from_pretrained(
      name: string,
      options: { dtype: string; device: 'cpu'; session_options: Readonly<Record<string, number>> },
    ): Promise<Classifier>;
  };
}
