/*
 * Answers each request at once with five tokens and closes the connection: what a client pays for a new connection.
 *
 *   short-server
 *
 * Prints its port; ends when its standard input is closed.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#define MAX_FILES 65536
#define START "data: {\"id\":\"chatcmpl-6f1c2d3e4b5a69788796a5b4c3d2e1f0\",\"object\":\"chat.completion.chunk\",\"created\":1760000000,\"model\":\"bench-model\",\"choices\":["

typedef struct {
  int length;
  char request[8192];
} Held;

static Held *held[MAX_FILES];
static int poller, listener, ended, answer_length;
static char answer[4096];

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void watch(int fd) {
  struct epoll_event event = {.events = EPOLLIN, .data.fd = fd};
  if (epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event)) fail("epoll_ctl");
}

static void add_chunk(const char *payload) {
  answer_length += sprintf(answer + answer_length, "%zx\r\n%s\r\n", strlen(payload), payload);
}

static void write_answer(void) {
  answer_length = sprintf(answer, "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n"
                                  "transfer-encoding: chunked\r\nconnection: close\r\n\r\n");
  add_chunk(START "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
  for (int at = 0; at < 5; at += 1)
    add_chunk(START "{\"index\":0,\"delta\":{\"content\":\" token\"},\"logprobs\":null,\"finish_reason\":null}]}\n\n");
  add_chunk(START "{\"index\":0,\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}]}\n\n");
  add_chunk(START "],\"usage\":{\"prompt_tokens\":8,\"total_tokens\":13,\"completion_tokens\":5}}\n\n");
  add_chunk("data: [DONE]\n\n");
  answer_length += sprintf(answer + answer_length, "0\r\n\r\n");
}

/* The whole request, or 0 while some of it is missing. */
static int is_whole(Held *one) {
  one->request[one->length] = 0;
  char *end = strstr(one->request, "\r\n\r\n"), *field = strcasestr(one->request, "\r\ncontent-length:");
  return end && one->length >= end + 4 - one->request + (field && field < end ? atol(field + 17) : 0);
}

static void let_go(int fd) {
  free(held[fd]);
  held[fd] = NULL;
  close(fd);
}

static void serve(int fd) {
  Held *one = held[fd];
  long n = read(fd, one->request + one->length, sizeof one->request - 1 - one->length);
  if (n <= 0) {
    if (n == 0 || errno != EAGAIN) let_go(fd);
    return;
  }
  one->length += n;
  if (!is_whole(one)) return;
  if (write(fd, answer, answer_length) != answer_length) fail("write");
  let_go(fd);
}

static void accept_all(void) {
  int fd, on = 1;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_FILES) fail("too many connections");
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    held[fd] = calloc(1, sizeof(Held));
    watch(fd);
  }
}

int main(void) {
  signal(SIGPIPE, SIG_IGN);
  write_answer();
  listener = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 8192)) fail("listen");
  getsockname(listener, (struct sockaddr *)&address, &size);
  poller = epoll_create1(0);
  watch(listener);
  watch(0);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  while (!ended) {
    struct epoll_event ready[256];
    int n = epoll_wait(poller, ready, 256, -1);
    for (int i = 0; i < n; i += 1) {
      int fd = ready[i].data.fd;
      if (fd == listener) accept_all();
      else if (fd == 0) ended = 1;
      else if (held[fd]) serve(fd);
    }
  }
  return 0;
}
