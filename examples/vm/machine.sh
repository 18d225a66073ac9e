# shellcheck shell=bash disable=SC2016,SC2154  # conditions for eval; variables that run and its parts share
# The guest as a machine: power, reset, and what came out of its UART. Sourced by run.

# Makes the folder of this run, which the guest sees as /run/vm.
# usage: new_run [SETTING=VALUE...], of those below
new_run() {
  run=$(mktemp -d "${TMPDIR:-/tmp}/serial-vm.XXXXXX")
  line=$run/line
  touch "$run/serve.log" "$run/uart.bin"
  cp "$here/guest/serve" "$run/guest-serve"
  cp "$here/guest/systemd" "$run/guest-systemd"
  cp "$here"/../systemd/*.service "$run"
  ssh-keygen -q -t ed25519 -N '' -f "$run/id"
  ssh-keygen -q -t ed25519 -N '' -f "$run/host_key"
  write_ssh_config "unix:$line"
  # The guest's shell reads them: a folder of this host may have a space in its name.
  local setting
  for setting in "JAVA=$java" "JAR=$jar" "BUSYBOX=$(command -v busybox)" "SSHD=/usr/sbin/sshd" \
    SERVICE=ssh UNIT=serial-handshake CONSOLE=closed KERNEL_MESSAGES=off "$@"; do
    printf "%s='%s'\n" "${setting%%=*}" "${setting#*=}"
  done > "$run/settings"
  pack_initrd
}

# Init and modules as the first file system of the kernel.
pack_initrd() {
  local tree=$run/initrd
  mkdir -p "$tree/bin" "$tree/modules"
  cp "$(command -v busybox)" "$tree/bin/busybox"
  cp "$here/guest/init" "$tree/init"
  cp "$cache"/modules/* "$tree/modules/"
  (cd "$tree" && find . | cpio -o -H newc --quiet -R 0:0 | gzip -1) > "$run/initrd.gz"
  rm -rf "$tree"
}

# Plugs the machine in, paused: it powers on with `monitor cont`. It dies with this shell, or at its deadline.
# usage: plug_in [FIRMWARE_OUTPUT=off|on]
plug_in() {
  local board=pc
  [ "${1:-off}" = off ] || board=pc,graphics=off
  mkfifo "$run/monitor"
  exec {monitor}<> "$run/monitor"
  setpriv --pdeathsig TERM timeout -k 5 "$machine_limit" \
    qemu-system-x86_64 -S -machine "$board" -accel tcg -cpu max -smp 1 -m 1024 \
    -nodefaults -display none -vga none -monitor stdio \
    -kernel "$cache/kernel" -initrd "$run/initrd.gz" -append "console=ttyS0,115200n8 panic=-1" \
    -chardev "socket,id=uart,path=$line,server=on,wait=off,logfile=$run/uart.bin" \
    -device isa-serial,chardev=uart -device virtio-rng-pci \
    -virtfs local,path=/,mount_tag=host,security_model=none,readonly=on,multidevs=remap \
    -virtfs "local,path=$run,mount_tag=run,security_model=none" \
    < "$run/monitor" > "$run/qemu.log" 2>&1 &
  machine=$!
  until_seen 60 'test -S "$line"' || fail "QEMU does not start: $(tail -n 3 "$run/qemu.log")"
}

# A command for QEMU's monitor, such as cont, stop, system_reset.
monitor() {
  kill -0 "$machine" 2> /dev/null || fail "QEMU is gone: $(tail -n 3 "$run/qemu.log")"
  echo "$*" >&"$monitor"
}

# usage: until_seen SECONDS 'CONDITION'; false if it does not come true in that time
until_seen() {
  local end=$((SECONDS + $1))
  until eval "$2"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.05
  done
}

served() { grep -c 'serial-handshake: serving ' "$run/serve.log" || true; }

sessions_over() { grep -c 'session over' "$run/serve.log" || true; }

# usage: until_served COUNT: the guest's `serve` has opened the UART that many times
until_served() {
  until_seen 400 '[ "$(served)" -ge '"$1"' ]' || fail "serve does not run in the guest; see $run/serve.log"
}

# Ends all that this shell started.
unplug() {
  local pid
  for pid in "${jobs_started[@]}" ${machine:-}; do
    kill -TERM "$pid" 2> /dev/null || true
  done
  wait
}
