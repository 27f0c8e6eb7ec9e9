type Token = abstract new (...given: never[]) => unknown;

/** Makes a provider of a plain class, whose constructor takes what the tokens stand for. */
export function provide(
  useClass: new (...given: never[]) => unknown,
  ...inject: (Token | symbol | string)[]
) {
  return {
    provide: useClass,
    inject,
    useFactory: (...given: unknown[]) => new useClass(...(given as never[])),
  };
}
