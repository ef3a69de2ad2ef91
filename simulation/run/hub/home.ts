import type { Circumstances } from '../circumstances';
import type { Connection } from '../connection';
import type { ServerLife } from '../serverLife';

/** The world of handlers that know of each other. */
export interface HubHome
  extends Pick<Circumstances, 'now' | 'jumps' | 'options' | 'network' | 'fail'> {
  readonly connections: ReadonlyMap<number, Connection>;
  readonly life: ServerLife;
}
