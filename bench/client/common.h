/*
 * What every mode of the load generator shares: the clocks, the bytes that are sent (and so expected
 * back), sockets from many source addresses, and the one way to fail.
 */
#ifndef BENCH_COMMON_H
#define BENCH_COMMON_H

#include <stddef.h>
#include <sys/types.h>

#define CHUNK (256 * 1024)
#define MAX_EVENTS 512

struct options {
  const char *host;
  int port;
  pid_t pid;          /* the server's, whose CPU time is read; 0: not measured */
  int connections;    /* concurrently open */
  int depth;          /* requests in flight on each connection */
  int size;           /* bytes of a request */
  long count;         /* operations at most */
  double seconds;     /* measured time at most */
  double warmup;      /* seconds before measuring, for the server's compiler */
  double interval;    /* fan-in: seconds between two requests of one connection */
  long bytes;         /* bulk: per pass */
  long window;        /* bulk: unanswered bytes at most */
  int passes;         /* bulk */
  int sources;        /* source addresses 127.0.0.1, 127.0.0.2, ... */
  int lines;          /* each request is a line of text */
  int spin;           /* never sleep: see wait_ready */
};

/* Prints {"error": ...} and leaves with status 1: a failed run is never a slow run. */
void fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

double now(void);
/* CPU time of the server so far in seconds, or 0 when it is not measured. */
double server_cpu(const struct options *o);

/* The bytes of a stream from `position` on; at least CHUNK of them. The period is a prime, so a byte
 * that is lost, doubled or out of place shows. */
const unsigned char *stream_at(unsigned long long position);
/* Has the stream be lines of `size` bytes each, its newline among them; before its first byte is used. */
void stream_of_lines(int size);

/*
 * epoll_wait and poll for a load that keeps the server busy. With --spin they ask again and again instead
 * of sleeping: a sleeping client has to be woken by the server's own write, which costs the server more,
 * on a virtual machine several times more, the longer it lets its clients wait. A slow server would so
 * look slower than it is, and a fast one faster. It takes a core of its own.
 */
struct epoll_event;
struct pollfd;
int wait_ready(const struct options *o, int epoll, struct epoll_event *ready, int milliseconds);
int wait_one(const struct options *o, struct pollfd *one, int milliseconds);

/* A non-blocking socket that is connecting (or connected) from the `n`-th source address. */
int connect_from(const struct options *o, unsigned long n);
void raise_descriptor_limit(void);

/* Latencies in microseconds, a bucket each up to a second. */
void latency_reset(void);
void latency_add(double seconds);
double latency_quantile(double q);

int run_request(const struct options *o);
int run_fan_in(const struct options *o);
int run_bulk(const struct options *o);
int run_connect(const struct options *o);
int run_session(const struct options *o);

/* Connects, asks once, and closes, `o->connections` at a time, until count or seconds are used up. */
struct churn {
  long done;
  double seconds;
  double cpu;
};
struct churn churn(const struct options *o, double warmup);

#endif
