/* SPDX-License-Identifier: GPL-2.0 */
/*
 * usage: list-interfaces [INSTANCE]
 *
 * Lists the interfaces of all routing instances, or of one, and their IPv4 addresses.
 *
 *	cc list_interfaces.c -o list-interfaces $(pkg-config --cflags --libs bsdnet)
 */
#include <arpa/inet.h>
#include <bsdnet/bsdnet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>

static void print_entry(const struct ifaddrs* entry) {
  char text[INET_ADDRSTRLEN];

  if (entry->ifa_addr->sa_family == AF_INET)
    printf("%s %s\n", entry->ifa_name,
           inet_ntop(AF_INET, &((const struct sockaddr_in*)entry->ifa_addr)->sin_addr, text,
                     sizeof(text)));
  else
    printf("%u: %s\n", bsdnet_ifl_nametoindex(entry->ifa_name), entry->ifa_name);
}

int main(int argc, char** argv) {
  uint32_t instance = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : BSDNET_INSTANCE_ANY;
  struct ifaddrs* list;

  if (bsdnet_getifaddrs(&list, instance) < 0) {
    perror("list-interfaces");
    return 1;
  }
  for (const struct ifaddrs* entry = list; entry; entry = entry->ifa_next)
    print_entry(entry);
  bsdnet_freeifaddrs(list);
  return 0;
}
