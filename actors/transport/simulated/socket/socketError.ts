import { constants } from 'node:os';

/** A system call's error as Node makes it, with `code`, `errno` and `syscall`. */
export function systemError(syscall: string, code: string, where = ''): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(
    `${syscall} ${code}${where === '' ? '' : ` ${where}`}`,
  );
  const errno = (constants.errno as Readonly<Record<string, number>>)[code];
  if (errno !== undefined) error.errno = -errno;
  error.code = code;
  error.syscall = syscall;
  return error;
}

/** An error of Node's own, such as `ERR_STREAM_WRITE_AFTER_END`. */
export function nodeError(code: string, message: string): NodeJS.ErrnoException {
  const error: NodeJS.ErrnoException = new Error(message);
  error.code = code;
  return error;
}
