/**
 * A network, as machines see it: something to hand on to the actors that know what to do with it.
 * `actors/transport/transport.ts` says what it can do.
 */
export interface TransportChoice {
  /** Such as `tcp` or `simulated`; for people and traces. */
  readonly name: string;
}
