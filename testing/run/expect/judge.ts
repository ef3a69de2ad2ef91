import type { Expectation } from '../../script/expectations';
import type { PreparedStep } from '../prepare';
import type { Scene } from '../scene';
import { judgeCounts, judgeState } from './actors';
import { judgeBytes, judgeNothing } from './bytes';
import { judgeClient, judgeEmitted, judgeHowDied } from './connections';
import { judgeTls } from './tls';
import type { Verdict } from './verdict';

/** Compares what is with what a step expects. */
export function judge(step: Expectation, prepared: PreparedStep, scene: Scene): Verdict {
  switch (step.expect) {
    case 'bytes':
      return judgeBytes(step, prepared, scene.client(step.client));
    case 'nothing': {
      const { client } = step;
      return judgeNothing(client === undefined ? scene.clients.values() : [scene.client(client)]);
    }
    case 'client':
      return judgeClient(step, scene);
    case 'tls':
      return judgeTls(step, scene);
    case 'state':
      return judgeState(step, scene);
    case 'emitted':
      return judgeEmitted(step, scene);
    case 'howDied':
      return judgeHowDied(step, scene);
    case 'counts':
      return judgeCounts(step, scene);
  }
}
