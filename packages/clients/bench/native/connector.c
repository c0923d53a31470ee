/*
 * The limit of the machine for new connections: connects, sends, reads to the end, closes, and connects again.
 *
 *   connector PORT REQUESTS CONCURRENCY
 *
 * Prints {"requests": answers that were read whole, "seconds": from the first connect to the last end}.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

static struct sockaddr_in address = {.sin_family = AF_INET};
static int poller, wanted, begun, done, whole;
static const char *request =
    "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 124\r\n\r\n"
    "{\"model\":\"bench-model\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"max_tokens\":5,\"stream\":true,\"temperature\":0,\"n\":1}   ";

static double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec / 1e9;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void begin(void) {
  if (begun >= wanted) return;
  begun += 1;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  if (fd < 0) fail("socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(fd, (struct sockaddr *)&address, sizeof address) && errno != EINPROGRESS) fail("connect");
  struct epoll_event watch = {.events = EPOLLOUT, .data.fd = fd};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &watch);
}

static void serve(int fd, unsigned events) {
  char bytes[16384];
  if (events & EPOLLOUT) {
    if (write(fd, request, strlen(request)) < 0) fail("write");
    struct epoll_event watch = {.events = EPOLLIN, .data.fd = fd};
    epoll_ctl(poller, EPOLL_CTL_MOD, fd, &watch);
    return;
  }
  for (;;) {
    long n = read(fd, bytes, sizeof bytes);
    if (n < 0 && errno == EAGAIN) return;
    if (n > 0) {
      if (memmem(bytes, n, "[DONE]", 6)) whole += 1;
      continue;
    }
    close(fd);
    done += 1;
    begin();
    return;
  }
}

int main(int count, char **argument) {
  if (count != 4) { fprintf(stderr, "usage: connector PORT REQUESTS CONCURRENCY\n"); return 2; }
  address.sin_port = htons(atoi(argument[1]));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  wanted = atoi(argument[2]);
  poller = epoll_create1(0);
  double start = now_s();
  for (int i = 0; i < atoi(argument[3]); i += 1) begin();
  while (done < wanted) {
    struct epoll_event ready[256];
    int n = epoll_wait(poller, ready, 256, -1);
    for (int i = 0; i < n; i += 1) serve(ready[i].data.fd, ready[i].events);
  }
  printf("{\"requests\":%d,\"seconds\":%f}\n", whole, now_s() - start);
  return 0;
}
