import type { ElkNode } from './elkGraph';

/** The way to elkjs's worker, in whatever it runs. */
export interface ElkPort {
  readonly post: (message: object) => void;
  readonly hear: (listener: (answer: unknown) => void) => void;
}

interface Answer {
  readonly id: number;
  readonly data?: ElkNode;
  readonly error?: unknown;
}

/** Gives every node, edge and label of a graph its place. */
export type LayOut = (graph: ElkNode) => Promise<ElkNode>;

const reasonOf = (error: unknown): string =>
  String((error as { message?: unknown } | null)?.message ?? error);

/** The few words of elkjs's worker that a layout takes. */
export function elkThrough(port: ElkPort): LayOut {
  let last = 0;
  const waiting = new Map<number, (answer: Answer) => void>();
  port.hear((said) => {
    const answer = said as Answer;
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
  });
  port.post({ id: last, cmd: 'register', algorithms: ['layered'] });
  return (graph) =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, ({ data, error }) => {
        if (data === undefined) reject(new Error(`ELK cannot lay this out: ${reasonOf(error)}`));
        else resolve(data);
      });
      port.post({ id: last, cmd: 'layout', graph, layoutOptions: {}, options: {} });
    });
}
