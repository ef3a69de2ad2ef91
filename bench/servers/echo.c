/*
 * The lower bound: an echo on epoll(7), as short as it gets. What a peer is slow to take is kept, and
 * nothing more is read from it meanwhile; a peer's FIN is answered when all has been sent.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK (64 * 1024)
#define MAX_EVENTS 512

struct peer {
  int fd;
  unsigned events;
  size_t kept;
  size_t taken;
  char bytes[];
};

static char buffer[CHUNK];

static void watch(int epoll, int how, struct peer *p, unsigned events) {
  if (p->events == events) return;
  p->events = events;
  struct epoll_event event = {.events = events, .data.ptr = p};
  epoll_ctl(epoll, how, p->fd, &event);
}

static void forget(struct peer *p) {
  close(p->fd);
  free(p);
}

/* Sends what is kept; 1 when nothing is left, 0 when the peer is slow, -1 when it is gone. */
static int flush(struct peer *p) {
  while (p->taken < p->kept) {
    ssize_t n = send(p->fd, p->bytes + p->taken, p->kept - p->taken, MSG_NOSIGNAL);
    if (n < 0) return errno == EAGAIN ? 0 : -1;
    p->taken += n;
  }
  p->kept = p->taken = 0;
  return 1;
}

static void serve(int epoll, struct peer *p) {
  int flushed = flush(p);
  while (flushed == 1) {
    ssize_t n = recv(p->fd, buffer, sizeof buffer, 0);
    if (n < 0 && errno == EAGAIN) {
      watch(epoll, EPOLL_CTL_MOD, p, EPOLLIN);
      return;
    }
    if (n <= 0) {
      forget(p);
      return;
    }
    ssize_t sent = send(p->fd, buffer, n, MSG_NOSIGNAL);
    if (sent < 0) sent = errno == EAGAIN ? 0 : n;
    if (sent < n) {
      p = realloc(p, sizeof *p + CHUNK);
      if (p == NULL) return;
      memcpy(p->bytes, buffer + sent, n - sent);
      p->kept = n - sent;
      p->taken = 0;
      flushed = flush(p);
    } else if (n < (ssize_t)sizeof buffer) {
      watch(epoll, EPOLL_CTL_MOD, p, EPOLLIN);
      return;
    }
  }
  if (flushed < 0) forget(p);
  else watch(epoll, EPOLL_CTL_MOD, p, EPOLLOUT);
}

int main(void) {
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), epoll = epoll_create1(0);
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct rlimit files;
  socklen_t size = sizeof at;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&at, size) != 0 || listen(listener, 511) != 0) return 1;
  getsockname(listener, (struct sockaddr *)&at, &size);
  printf("listening %d\n", ntohs(at.sin_port));
  fflush(stdout);
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL}, ready[MAX_EVENTS];
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int n = epoll_wait(epoll, ready, MAX_EVENTS, -1);
    for (int k = 0; k < n; k++) {
      if (ready[k].data.ptr) {
        serve(epoll, ready[k].data.ptr);
        continue;
      }
      for (int fd; (fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0;) {
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        struct peer *p = calloc(1, sizeof *p);
        p->fd = fd;
        watch(epoll, EPOLL_CTL_ADD, p, EPOLLIN);
      }
    }
  }
}
