/** `xstate-net/nats`: what carries messages between connections of many processes and machines. */
export { type NatsBackplane, natsBackplane } from './natsBackplane';
export type { NatsBackplaneOptions } from './natsOptions';
export type { MessageCodec } from './wire';
