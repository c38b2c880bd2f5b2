#!/bin/sh
# sbatch; while the controller is away (it restarts, or is overrun) it is tried again, for six minutes. Any other refusal is one at once.
mkdir -p logs
for pause in 1 2 4 8 15 30 60 60 60 60 60 0; do
  if said=$(sbatch "$@" 2>&1); then
    # --parsable: the number, and behind a semicolon the cluster.
    echo "$said" | tail -n 1 | cut -d ';' -f 1
    exit 0
  fi
  echo "$said" >&2
  case $said in
    *'Unable to contact'* | *'timed out'* | *'Connection refused'* | *'Zero Bytes'* | *'emporarily'*) sleep "$pause" ;;
    *) exit 1 ;;
  esac
done
exit 1
