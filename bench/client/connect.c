/*
 * A connection for each request: connect, ask, read the echo, half-close, wait for the server's FIN.
 * At most `connections` are open at once, and the source addresses are spread, so that neither the
 * accept queue nor the ports in TIME_WAIT decide the result.
 */
#include "common.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum step { CONNECTING, ASKED, CLOSING };

struct slot {
  int fd;
  enum step step;
  int received;
  double opened;
};

static unsigned char buffer[CHUNK];
static unsigned long serial = 0;

static void dial(const struct options *o, int epoll, struct slot *s) {
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT | EPOLLET | EPOLLRDHUP, .data.ptr = s};
  s->fd = connect_from(o, serial++);
  s->step = CONNECTING;
  s->received = 0;
  s->opened = now();
  epoll_ctl(epoll, EPOLL_CTL_ADD, s->fd, &event);
}

/* Advances one connection as far as it goes; 1 when it is over. */
static int advance(const struct options *o, struct slot *s, unsigned events) {
  if (events & EPOLLERR) fail("a connection was refused or reset");
  if (s->step == CONNECTING && events & EPOLLOUT) {
    if (send(s->fd, stream_at(0), o->size, MSG_NOSIGNAL) != o->size) fail("send: %s", strerror(errno));
    s->step = ASKED;
  }
  if (!(events & EPOLLIN)) return 0;
  for (;;) {
    ssize_t n = recv(s->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) return 0;
    if (n < 0) fail("recv: %s", strerror(errno));
    if (n == 0) {
      if (s->step != CLOSING) fail("the server closed before it answered");
      close(s->fd);
      return 1;
    }
    if (s->received + n > o->size) fail("the server sent more than it was sent");
    if (memcmp(buffer, stream_at(s->received), n) != 0) fail("the echo differs from what was sent");
    s->received += n;
    if (s->received == o->size) {
      s->step = CLOSING;
      shutdown(s->fd, SHUT_WR);
    }
  }
}

struct churn churn(const struct options *o, double warmup) {
  struct epoll_event ready[MAX_EVENTS];
  struct slot *slots = calloc(o->connections, sizeof *slots);
  int epoll = epoll_create1(EPOLL_CLOEXEC), open = 0, measuring = warmup == 0;
  double start = now(), measured = start + warmup, at = start, end = measured + o->seconds;
  double cpu = measuring ? server_cpu(o) : 0;
  long done = 0, dialled = 0;
  for (; open < o->connections && dialled < o->count; dialled++) dial(o, epoll, &slots[open++]);
  while (open > 0) {
    int n = wait_ready(o, epoll, ready, 5000);
    if (n == 0) fail("no answer for 5 s");
    at = now();
    if (!measuring && at >= measured) {
      measuring = 1;
      measured = at;
      cpu = server_cpu(o);
      done = 0;
      dialled = open;
      latency_reset();
    }
    for (int k = 0; k < n; k++) {
      struct slot *s = ready[k].data.ptr;
      if (!advance(o, s, ready[k].events)) continue;
      latency_add(at - s->opened);
      done++;
      open--;
      if (at < end && (!measuring || dialled < o->count)) {
        dial(o, epoll, s);
        dialled++;
        open++;
      }
    }
  }
  at = now();
  struct churn result = {done, at - measured, o->pid ? server_cpu(o) - cpu : 0};
  close(epoll);
  free(slots);
  if (done == 0) fail("no connection was served");
  return result;
}

int run_connect(const struct options *o) {
  struct churn r = churn(o, o->warmup);
  printf("{\"operations\": %ld, \"seconds\": %.6f, \"cpu\": %.9f, "
         "\"p50\": %.0f, \"p99\": %.0f, \"p999\": %.0f}\n",
         r.done, r.seconds, r.cpu, latency_quantile(0.5), latency_quantile(0.99), latency_quantile(0.999));
  return 0;
}
