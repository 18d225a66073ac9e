# shellcheck shell=bash disable=SC2016,SC2154  # conditions for eval; variables that run and its parts share
# The host's side: OpenSSH through `connect`, and what its log of frames says. Sourced by run.

# usage: write_ssh_config CONNECT_ARGUMENT...
write_ssh_config() {
  cat > "$run/ssh_config" <<CONFIG
Host vm
  User root
  IdentityFile $run/id
  IdentitiesOnly yes
  BatchMode yes
  UserKnownHostsFile $run/known_hosts
  StrictHostKeyChecking accept-new
  LogLevel ERROR
  ServerAliveInterval 5
  ServerAliveCountMax 12
  ExitOnForwardFailure yes
  ProxyCommand '$java' -jar '$jar' connect --hex --timeout 580s $*
CONFIG
  cat > "$run/sshd_config" <<CONFIG
ListenAddress 127.0.0.1
HostKey /run/vm/host_key
AuthorizedKeysFile /run/vm/id.pub
StrictModes no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp internal-sftp
PidFile none
CONFIG
}

# Starts a command with a deadline; its process id is in $started. Signals to this shell stay quick.
# usage: start SECONDS COMMAND...
start() {
  timeout -k 3 "$@" <&0 &
  started=$!
  jobs_started+=("$started")
}

within() {
  start "$@"
  wait "$started"
}

# usage: ssh_vm NAME SECONDS [OPTION...] COMMAND; leaves NAME.out and NAME.err in the folder of the run
ssh_vm() {
  local name=$1 seconds=$2
  shift 2
  within "$seconds" ssh -F "$run/ssh_config" "${@:1:$#-1}" vm "${@: -1}" \
    > "$run/$name.out" 2> "$run/$name.err"
}

# The same, not waited for.
start_ssh_vm() {
  local name=$1 seconds=$2
  shift 2
  start "$seconds" ssh -F "$run/ssh_config" "${@:1:$#-1}" vm "${@: -1}" \
    > "$run/$name.out" 2> "$run/$name.err"
}

# Of the logins whose names begin so:
attempts() { cat "$run/$1"*.err | grep -c ' SYN  ' || true; }
in_sync() { cat "$run/$1"*.err | grep -c 'the line is in sync' || true; }
discarded() { cat "$run/$1"*.err | awk '/ bytes of garbage/ { sum += $(NF-3) } END { print sum + 0 }'; }

# Nonces of the handshakes that ended in sync, as one side's log of frames has them.
nonces_in_sync() {
  awk '/ SYN-ACK  / { n = $(NF-1) $NF } /the line is in sync/ { print n }' "$1"
}

# Nobody may believe in a handshake that the other side did not finish: for each that a login of this run
# finished, serve's log must have the same nonces.
check_alignment() {
  local log pair
  for log in "$run"/*.err; do
    for pair in $(nonces_in_sync "$log"); do
      nonces_in_sync "$run/serve.log" | grep -qx "$pair" ||
        fail "misaligned: serve knows nothing of the handshake $pair in $log"
    done
  done
}
