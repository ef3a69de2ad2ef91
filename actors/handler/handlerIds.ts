import { numberedIds } from '../kit/numberedIds';

/** By the id of a handler the number of its connection. */
export const handlerIds = numberedIds('handler');
