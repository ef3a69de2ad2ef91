import { runInThisContext } from 'node:vm';
import { type ElkPort, elkThrough, type LayOut } from './elk';
import { elkWorker } from './elkFiles';

type CommonJs = (module: { exports: unknown }, exports: object) => void;

/** What elkjs has in a worker's place. */
interface FakeWorker {
  postMessage(message: object): void;
  onmessage: (answer: { readonly data: unknown }) => void;
}

let loaded: LayOut | undefined;

/** ELK in this process: loaded when the first chart is laid out, and kept. */
export const layOutHere: LayOut = (graph) => {
  loaded ??= elkThrough(loadWorker());
  return loaded(graph);
};

/** What a worker's file exports where there are no workers: one that works in the next turn. */
function loadWorker(): ElkPort {
  const module = { exports: {} };
  const wrapped = `(function (module, exports) { ${elkWorker()}\n})`;
  (runInThisContext(wrapped, { filename: 'elk-worker.min.js' }) as CommonJs)(
    module,
    module.exports,
  );
  const { Worker } = module.exports as { Worker: new () => FakeWorker };
  const worker = new Worker();
  return {
    // Copied, as a message to another thread would be: ELK takes arrays of another realm for none.
    post: (message) => worker.postMessage(structuredClone(message)),
    hear: (listener) => {
      worker.onmessage = ({ data }) => listener(data);
    },
  };
}
