import type { ConnectionKey, StreamMessage } from '../messages';

/** Somebody who looks. */
export interface Viewer {
  readonly id: string;
  send(message: StreamMessage): void;
}

/** What a viewer sees besides the overview. */
export interface Wish {
  readonly connection: ConnectionKey | undefined;
  /** A server, of which the next connection is watched. */
  readonly next: string | undefined;
  readonly stately: boolean;
}

export const NO_WISH: Wish = { connection: undefined, next: undefined, stately: false };

export const textOf = ({ server, id }: ConnectionKey): string => `${server} ${id}`;
