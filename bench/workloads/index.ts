import { CROWD } from './crowd';
import { FRAMED } from './framed';
import { redis, resp } from './redis';
import { SECURED_TRAFFIC } from './secured';
import { TRAFFIC } from './traffic';
import type { Workload } from './workload';

export const WORKLOADS: readonly Workload[] = [
  ...TRAFFIC,
  ...FRAMED,
  resp,
  ...SECURED_TRAFFIC,
  ...CROWD,
  redis,
];
export const WORKLOAD_IDS = WORKLOADS.map(({ id }) => id);
