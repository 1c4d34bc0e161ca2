#!/bin/bash
# Starts Slurm with one node, this machine, for tests and trials; it needs root, and installs Debian's packages where they are missing.
#   eng/slurm.sh start FOLDER [CPUS]   keeps its configuration, state and logs in FOLDER
#   eng/slurm.sh stop FOLDER
# After start, `export SLURM_CONF=FOLDER/slurm.conf` lets sbatch, squeue and scontrol find it.
set -eu

# Ends the daemons and waits until they are gone: they write to the folder as they end.
stop() {
    local pids=()
    for name in slurmctld slurmd munged; do
        if [ -f "$1/$name.pid" ]; then pids+=("$(cat "$1/$name.pid")"); fi
    done
    for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
    for _ in $(seq 60); do
        local left=0
        for pid in "${pids[@]}"; do if kill -0 "$pid" 2>/dev/null; then left=1; fi; done
        [ "$left" = 1 ] || return 0
        sleep 0.5
    done
    for pid in "${pids[@]}"; do kill -KILL "$pid" 2>/dev/null || true; done
}

start() {
    local folder=$1 cpus=${2:-$(nproc)} host memory
    host=$(hostname -s)
    memory=$(awk '/^MemTotal:/ { print int($2 / 1024) }' /proc/meminfo)
    [ "$(id -u)" = 0 ] || { echo "Slurm's daemons need root." >&2; exit 2; }
    if ! command -v slurmctld >/dev/null || ! command -v munged >/dev/null; then
        export DEBIAN_FRONTEND=noninteractive
        { apt-get update && apt-get install -y --no-install-recommends slurm-wlm munge; } >"$folder.apt.log" 2>&1 \
            || { echo "slurm-wlm and munge cannot be installed: see $folder.apt.log." >&2; exit 2; }
    fi
    mkdir -p "$folder/state" "$folder/spool"
    folder=$(cd "$folder" && pwd)

    # A key and a socket of its own: a munge that runs here already is left alone.
    dd if=/dev/urandom of="$folder/munge.key" bs=1 count=1024 status=none
    chmod 400 "$folder/munge.key"
    munged --force --key-file="$folder/munge.key" --socket="$folder/munge.socket" --pid-file="$folder/munged.pid" \
        --log-file="$folder/munged.log" --seed-file="$folder/munge.seed"

    cat >"$folder/slurm.conf" <<CONF
ClusterName=one
SlurmctldHost=$host(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
SlurmctldPort=0
SlurmdPort=0
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.pid
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
MpiDefault=none
ReturnToService=2
SchedulerParameters=batch_sched_delay=1,sched_interval=1
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
NodeName=$host NodeAddr=127.0.0.1 CPUs=$cpus RealMemory=$memory State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
CONF
    local port
    port=$(free_port)
    sed -i "s/^SlurmctldPort=0/SlurmctldPort=$port/; s/^SlurmdPort=0/SlurmdPort=$(free_port "$port")/" "$folder/slurm.conf"
    export SLURM_CONF="$folder/slurm.conf"
    slurmctld -c
    slurmd
    for _ in $(seq 60); do
        [ "$(sinfo --noheader --format=%t 2>/dev/null)" = idle ] && return
        sleep 0.5
    done
    echo "Slurm's node did not become idle within 30 s: see $folder/slurmctld.log and slurmd.log." >&2
    stop "$folder"
    exit 2
}

# A port that nobody listens on, other than the given one.
free_port() {
    local port
    for port in $(shuf -i 20000-29999 -n 100); do
        if [ "$port" != "${1:-}" ] && ! (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
            echo "$port"
            return
        fi
    done
}

case ${1:-} in
    start) start "${@:2}" ;;
    stop) stop "$2" ;;
    *) sed -n '2,5s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
