/** Ids of actors that are made of a word and the number of their connection: `csa-1`, `handler-1`. */
export interface NumberedIds {
  idOf(serial: number): string;
  serialOf(actorId: string): number;
}

export const numberedIds = (word: string): NumberedIds => {
  const prefix = `${word}-`;
  return {
    idOf: (serial) => prefix + serial,
    serialOf: (actorId) => Number(actorId.slice(prefix.length)),
  };
};
