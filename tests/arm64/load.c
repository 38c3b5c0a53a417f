/* Opens the library as an app does and calls it, without any binding: prints the version of the contract, the checksum of
   each call whose name comes on standard input, what a call answers to rubbish, and what becomes of a panic in a call. */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct buffer {
  uint64_t capacity, length;
  uint8_t *data;
};
struct bytes {
  int32_t length;
  const uint8_t *data;
};
struct status {
  int8_t code;
  struct buffer error;
};

static void *library;

static void *found(const char *name) {
  void *symbol = dlsym(library, name);
  if (!symbol) {
    fprintf(stderr, "%s\n", dlerror());
    exit(1);
  }
  return symbol;
}

static void told(const char *what, struct status status) {
  printf("%s=%d %.*s\n", what, status.code, (int)status.error.length, status.error.data ? (char *)status.error.data : "");
}

int main(int count, char **arguments) {
  library = dlopen(arguments[1], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 1;
  }
  printf("contract=%u\n", ((uint32_t (*)(void))found("ffi_chaski_bindings_uniffi_contract_version"))());

  char name[512];
  while (fgets(name, sizeof name, stdin)) {
    name[strcspn(name, "\n")] = 0;
    printf("%s=%u\n", name, ((uint16_t (*)(void))found(name))());
  }

  struct buffer (*from_bytes)(struct bytes, struct status *) = found("ffi_chaski_bindings_rustbuffer_from_bytes");
  struct buffer (*read_invitation)(struct buffer, struct status *) = found("uniffi_chaski_bindings_fn_func_read_invitation");
  struct status status = {0};
  struct bytes rubbish = {8, (const uint8_t *)"rubbish!"};
  struct buffer code = from_bytes(rubbish, &status);
  read_invitation(code, &status);
  told("rubbish", status);

  /* No data, and yet room for some: uniffi's own check of its arguments panics. */
  struct buffer impossible = {5, 0, NULL};
  memset(&status, 0, sizeof status);
  read_invitation(impossible, &status);
  told("panic", status);
  return 0;
}
