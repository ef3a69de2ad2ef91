import { CROWD } from './crowd';
import { redis } from './redis';
import { TRAFFIC } from './traffic';
import type { Workload } from './workload';

export const WORKLOADS: readonly Workload[] = [...TRAFFIC, ...CROWD, redis];
export const WORKLOAD_IDS = WORKLOADS.map(({ id }) => id);
