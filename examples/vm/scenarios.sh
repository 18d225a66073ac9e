# shellcheck shell=bash disable=SC2016,SC2034,SC2154  # conditions for eval; variables that run and its parts share
# What is seen of the guest; each function is one scenario. Sourced by run.

scenarios=(basic link open-console firmware boots power-cut line-dropped kernel-messages break telnet forward systemd login)

# Powers on with a client waiting on the line, so that the whole boot log comes its way.
# usage: first_login NAME
first_login() {
  local name=$1 from
  start_ssh_vm "$name" 600 'cat /proc/sys/kernel/random/boot_id'
  until_seen 120 'grep -q "SYN  " "$run/'"$name"'.err"' || fail "connect does not start: $(cat "$run/$name.err")"
  from=$(now)
  monitor cont
  wait "$started" || fail "no login after power-on: $(tail -n 2 "$run/$name.err")"
  told_login "power-on to first login" "$from" "$name"
}

# usage: told_login WHAT FROM NAME: prints the figures of a login that has just ended
told_login() {
  is_boot_id "$3"
  seen "$1: $(seconds_since "$2") s, $(attempts "$3") attempts, $(discarded "$3") bytes discarded"
}

is_boot_id() {
  [[ $(cat "$run/$1.out") =~ ^[0-9a-f-]{36}$ ]] || fail "$1: not what the guest prints: $(head -c 200 "$run/$1.out")"
}

# A new login, with nothing done to the host's side.
# usage: login_again WHAT NAME
login_again() {
  local from
  from=$(now)
  ssh_vm "$2" 600 'cat /proc/sys/kernel/random/boot_id' || fail "$1: no login: $(tail -n 2 "$run/$2.err")"
  told_login "$1" "$from" "$2"
}

# A command, its three outputs; the guest is the guest.
run_command() {
  local code=0
  ssh_vm command 400 'echo out; echo err >&2; cat /proc/cmdline; exit 7' || code=$?
  [ "$code" = 7 ] || fail "exit code $code, not 7: $(tail -n 2 "$run/command.err")"
  grep -qx out "$run/command.out" || fail "standard output is not the command's"
  grep -qx err "$run/command.err" || fail "standard error is not the command's"
  grep -q panic=-1 "$run/command.out" || fail "that was not the guest"
  seen "command, standard error apart, exit code 7"
}

# usage: transfer KILOBYTES: by SFTP there, then back; compared byte by byte, and by hash in the guest
transfer() {
  local size=$((1000 * $1)) from there
  head -c "$size" /dev/urandom > "$run/sent"
  from=$(now)
  batch "put $run/sent /run/there"
  there=$(seconds_since "$from")
  ssh_vm hash 400 'sha256sum < /run/there' || fail "no hash: $(tail -n 2 "$run/hash.err")"
  [ "$(cat "$run/hash.out")" = "$(sha256sum < "$run/sent")" ] || fail "the file arrived changed"
  from=$(now)
  batch "get /run/there $run/back"
  cmp "$run/sent" "$run/back" || fail "the file came back changed"
  seen "SFTP of $1 kB: there in $there s, back in $(seconds_since "$from") s, identical"
}

# At 92 kB/s, the pace of the fastest usual port (921,600 baud). An emulated UART has no pace of its own: when this host is
# faster than the guest, the guest's driver loses bytes, and no SSH session survives that.
batch() {
  echo "$1" > "$run/batch"
  within 900 sftp -l 737 -b "$run/batch" -F "$run/ssh_config" vm > "$run/sftp.out" 2> "$run/sftp.err" ||
    fail "sftp: $1: $(tail -n 2 "$run/sftp.err")"
}

# A page of the guest on a port of the host, and a page of the host on a port of the guest.
forward_ports() {
  local here_port host_port
  here_port=$(free_port) || fail "no free port"
  host_port=$(free_port) || fail "no free port"
  mkdir "$run/www"
  head -c 200000 /dev/urandom > "$run/www/host.bin"
  start 600 busybox httpd -f -p "127.0.0.1:$host_port" -h "$run/www"
  start_ssh_vm tunnel 600 -L "127.0.0.1:$here_port:127.0.0.1:8000" -R "127.0.0.1:9000:127.0.0.1:$host_port" \
    'busybox wget -q -O /run/host.bin http://127.0.0.1:9000/host.bin && sha256sum < /run/host.bin &&
     sha256sum < /run/www/guest.bin && exec sleep 500'
  local tunnel=$started
  until_seen 400 '[ "$(wc -l < "$run/tunnel.out")" = 2 ]' || fail "nothing through -R: $(tail -n 2 "$run/tunnel.err")"
  [ "$(head -n 1 "$run/tunnel.out")" = "$(sha256sum < "$run/www/host.bin")" ] || fail "-R: changed on the way"
  within 400 busybox wget -q -O "$run/guest.bin" "http://127.0.0.1:$here_port/guest.bin" || fail "nothing through -L"
  [ "$(tail -n 1 "$run/tunnel.out")" = "$(sha256sum < "$run/guest.bin")" ] || fail "-L: changed on the way"
  kill "$tunnel"
  wait "$tunnel" || true
  seen "port forwarding: 200 kB through -L, 200 kB through -R"
}

# A session that prints a command's output again and again; its process id is in $started.
# usage: start_session COMMAND
start_session() {
  start_ssh_vm session 600 "while :; do $1; sleep 0.1; done"
  until_seen 400 '[ "$(wc -l < "$run/session.out")" -ge 5 ]' || fail "no session: $(tail -n 2 "$run/session.err")"
}

# Resets the machine under a busy session; the session ends by itself, and the next ssh gets in.
# usage: reset_in_session
reset_in_session() {
  local from code=0 session
  start_session date
  session=$started
  from=$(now)
  monitor system_reset
  wait "$session" || code=$?
  [ "$code" = 255 ] || fail "the session ended with $code, not 255, when the guest was reset"
  seen "reset in a session: ssh ended with 255 after $(seconds_since "$from") s"
  login_again "login while the guest boots" reset
  cmp -s "$run/first.out" "$run/reset.out" && fail "the guest was not reset"
  seen "reset to next login: $(seconds_since "$from") s"
}

scenario_basic() {
  new_run
  plug_in
  first_login first
  run_command
  transfer 2000
  forward_ports
  reset_in_session
}

scenario_forward() {
  [ -x /usr/sbin/sshd ] || skip "no /usr/sbin/sshd (openssh-server)"
  new_run SERVICE=forward
  plug_in
  first_login first
  run_command
  transfer 1000
  forward_ports
  reset_in_session
}

# The unit of examples/systemd as its first lines say, in place of a getty; the service is killed in a session.
scenario_systemd() {
  [ -x /lib/systemd/systemd ] && [ -x /usr/sbin/sshd ] || skip "no systemd, or no /usr/sbin/sshd (openssh-server)"
  new_run SERVICE=systemd
  plug_in
  first_login first
  run_command
  transfer 1000
  ssh_vm unit 400 'systemctl show -P User -P NRestarts -P DynamicUser serial-handshake@ttyS0;
    stat -Lc %a /run/serial-handshake-ttyS0; systemctl is-active serial-handshake@ttyS0' ||
    fail "the unit is not active: $(cat "$run/unit.out" "$run/unit.err")"
  seen "$(tr '\n' ' ' < "$run/unit.out")"
  ssh_vm kill 400 'systemctl kill -s KILL serial-handshake@ttyS0; sleep 600' && fail "the session outlived its service"
  login_again "login after the service was killed" again
}

# The port with a getty and SSH: a person with a terminal and a client in turn. The getty writes to the port behind
# the boot log, on the kernel's own console.
scenario_login() {
  local round
  [ -x /lib/systemd/systemd ] && [ -x /usr/sbin/sshd ] || skip "no systemd, or no /usr/sbin/sshd (openssh-server)"
  command -v socat > /dev/null || skip "no socat"
  new_run SERVICE=systemd UNIT=serial-handshake-login
  plug_in
  first_login first
  for round in 1 2; do
    a_person_at_the_port "$round"
    login_again "login after the person" "again-$round"
  done
  ssh_vm unit 400 'systemctl is-active serial-handshake-login@ttyS0 && ! ps -C agetty' ||
    fail "the unit is not active, or its getty is still there: $(cat "$run/unit.out" "$run/unit.err")"
  seen "the unit is active, and no getty has the port during a session"
}

# Presses Enter until the getty asks for a name, gives one, and goes away with Ctrl-D.
# usage: a_person_at_the_port NUMBER
a_person_at_the_port() {
  local screen=$run/screen-$1 keys
  mkfifo "$run/typed-$1"
  exec {keys}<> "$run/typed-$1"
  start 600 socat -t 1 - "UNIX-CONNECT:$line" < "$run/typed-$1" > "$screen"
  typed_until "$keys" '\r' 'LC_ALL=C grep -aq "login: " "'"$screen"'"' || fail "no prompt: $(tail -c 200 "$screen")"
  printf 'root\r' >&"$keys"
  until_seen 200 'LC_ALL=C grep -aq "Password: " "'"$screen"'"' || fail "no password is asked for: $(tail -c 200 "$screen")"
  typed_until "$keys" '\004' '[ "$(logouts)" -ge '"$1"' ]' || fail "Ctrl-D does not end the login: $(tail -c 200 "$screen")"
  kill "$started"
  wait "$started" || true
  exec {keys}>&-
  seen "a person: $(LC_ALL=C grep -a -m 1 -o '[^ ]* login: ' "$screen")and Password:"
}

# usage: typed_until KEYS TEXT 'CONDITION'
typed_until() {
  local tries
  for tries in {1..100}; do
    # shellcheck disable=SC2059  # the text is one of ours
    printf "$2" >&"$1"
    until_seen 3 "$3" && return
  done
  return 1
}

logouts() { grep -c 'login session over' "$run/serve.log" || true; }

# Messages may cost attempts, and the sessions that they fall into; no handshake may be in sync on one side only.
scenario_kernel-messages() {
  local lost=0 try
  new_run KERNEL_MESSAGES=on
  plug_in
  monitor cont
  until_served 1
  for try in 1 2 3; do
    if ssh_vm "among-$try" 40 'cat /proc/sys/kernel/random/boot_id'; then
      is_boot_id "among-$try"
    else
      lost=$((lost + 1))
    fi
  done
  grep -aq 'chatter' "$run/uart.bin" || fail "the kernel said nothing"
  seen "3 logins among messages: $(in_sync among) handshakes in $(attempts among) attempts, $lost sessions lost to messages"
  touch "$run/quiet"
  login_again "login after the last message" after
}

# One session over a link, while the kernel prints about ten lines a second on the same port: nothing of it is lost or changed.
# They begin after the login, since a handshake waits for a line that is quiet. They outlast the command, which ends long before all
# that it printed has passed the line. Of a program's messages the kernel drops all but ten in five seconds, unless it is told not to.
scenario_link() {
  local from seconds printed
  new_run
  plug_in
  first_login first
  from=$(now)
  ssh_vm transfer 2000 -o "ProxyCommand='$java' -jar '$jar' connect --hex --link --timeout 580s unix:$line" "
    echo on > /proc/sys/kernel/printk_devkmsg
    dmesg -n 8
    setsid sh -c 'until [ -e /run/vm/quiet ]; do
      echo \"<4>chatter: link is up, link is down\" > /dev/kmsg
      busybox usleep 50000 # the rest takes about as long
    done' < /dev/null > /dev/null 2>&1 &
    yes | head -c ${megabytes}M" || fail "the session died: $(tail -n 3 "$run/transfer.err")"
  touch "$run/quiet"
  seconds=$(seconds_since "$from")
  printed=$(LC_ALL=C grep -ao 'chatter: link is up' "$run/uart.bin" | wc -l)
  [ "$(sha256sum < "$run/transfer.out")" = "$(yes | head -c "${megabytes}M" | sha256sum)" ] ||
    fail "$(wc -c < "$run/transfer.out") bytes came, and not those that were sent"
  [ "$(in_sync transfer)" = 1 ] || fail "the line was lost, and nobody had touched it"
  [ "$printed" -ge "$(awk "BEGIN { print int(5 * $seconds) }")" ] || fail "the kernel said only $printed lines in $seconds s"
  seen "$megabytes MiB over a link in $seconds s, intact, among $printed messages of the kernel"
  until_seen 60 'grep -q "the link sent" "$run/transfer.err"' || fail "connect does not tell what it repaired"
  seen "$(grep -o 'the link sent.*' "$run/transfer.err")"
}

scenario_open-console() {
  new_run CONSOLE=open
  plug_in
  first_login first
  # A cooked terminal takes a SYN for "the next character is meant literally".
  LC_ALL=C grep -aq $'\\^\b' "$run/uart.bin" || fail "the console did not echo a SYN"
  run_command
}

scenario_firmware() {
  new_run
  plug_in on
  first_login first
  LC_ALL=C grep -aq $'\e\\[' "$run/uart.bin" || fail "the firmware said nothing with an escape sequence"
  seen "$(LC_ALL=C grep -ao $'\e\\[' "$run/uart.bin" | wc -l) escape sequences came before the login"
  run_command
}

# ssh is started at power-on, once for each boot, and is not started again: each of them gets in, and no session
# dies of what the machine still prints.
scenario_boots() {
  local boot from failures=0
  new_run
  plug_in
  for ((boot = 1; boot <= boots; boot++)); do
    from=$(now)
    if [ "$boot" = 1 ]; then monitor cont; else monitor system_reset; fi
    if ssh_vm "boot-$boot" 600 'sleep 3; exec cat /proc/sys/kernel/random/boot_id'; then
      told_login "boot $boot, power-on to the end of a session of 3 s" "$from" "boot-$boot"
    else
      failures=$((failures + 1))
      seen "boot $boot: no session, after $(in_sync "boot-$boot") handshakes in sync: $(tail -n 2 "$run/boot-$boot.err")"
    fi
  done
  [ "$failures" = 0 ] || fail "$failures of $boots sessions died"
  [ "$(cat "$run"/boot-*.out | sort -u | wc -l)" = "$boots" ] || fail "not each login met a boot of its own"
  [ "$(in_sync boot-)" = "$boots" ] || fail "$(in_sync boot-) handshakes were in sync for $boots sessions"
  seen "boots: $boots, logins: $boots, sessions that died: 0"
}

# The power goes while a client's SYN is unanswered: the same client gets in after the boot. Then it goes at the
# first answer: that client is given up, and the next one gets in.
scenario_power-cut() {
  local from
  new_run
  plug_in
  first_login first
  monitor stop
  start_ssh_vm cut 600 'cat /proc/sys/kernel/random/boot_id'
  until_seen 120 'grep -q "SYN  " "$run/cut.err"' || fail "connect does not start"
  from=$(now)
  monitor system_reset
  monitor cont
  wait "$started" || fail "the handshake did not outlive the power cut: $(tail -n 2 "$run/cut.err")"
  told_login "power cut at the SYN, to login" "$from" cut

  # The command outlasts the cut, however late this script sees the answer. ssh may take the boot log for a
  # greeting and wait, so it is given up.
  start_ssh_vm answer 600 'exec sleep 600'
  until_seen 400 'grep -q "SYN-ACK  " "$run/answer.err"' || fail "no answer to a SYN: $(tail -n 2 "$run/answer.err")"
  from=$(now)
  monitor system_reset
  kill "$started"
  wait "$started" && fail "a session outlived a power cut"
  login_again "login after a power cut at the answer" after
  seen "power cut at the answer, to login: $(seconds_since "$from") s"
}

# A BREAK ends a session whose client is well. On the kernel's console the first one is for the kernel, as SysRq,
# whose command is the next byte; a second one behind it is for the terminal. QEMU makes a NUL of one that comes
# before the kernel has seen the one before.
scenario_break() {
  local before from
  new_run
  plug_in
  first_login first
  start_session 'cat /proc/tty/driver/serial'
  before=$(sessions_over)
  monitor chardev-send-break uart
  until_seen 400 'grep -q "brk:1" "$run/session.out"' || fail "the guest saw no BREAK"
  from=$(now)
  monitor chardev-send-break uart
  until_seen 400 '[ "$(sessions_over)" -gt '"$before"' ]' || fail "the session outlived a BREAK"
  seen "BREAK in a session: it ended after $(seconds_since "$from") s"
  kill "$started" || true
  login_again "login after a BREAK" again
}

# The port is QEMU's telnet, as of -serial telnet:...,server=on, from power-on on. QEMU does not double an ff that the machine
# sends, so plain SSH does not get in. A link that escapes ff sends none.
scenario_telnet() {
  local port
  new_run
  plug_in
  port=$(free_port) || fail "no free port"
  monitor "chardev-change uart socket,host=127.0.0.1,port=$port,server=on,wait=off,telnet=on"
  until_seen 60 '(: < "/dev/tcp/127.0.0.1/'"$port"'") 2> /dev/null' || fail "QEMU does not listen"
  write_ssh_config --link --escape 11,13,ff "telnet:127.0.0.1:$port"
  first_login first
  run_command
  transfer 300
}

# The line is dropped under a session: first by the host, then by QEMU, which opens its socket anew.
scenario_line-dropped() {
  new_run
  plug_in
  first_login first
  drop "killed on the host" 'kill -KILL -- "-$session"' 137
  drop "closed by QEMU" 'reopen "$line.other" && reopen "$line"' 255
}

# QEMU takes the folder entry of its last socket away, so the same path twice would be none.
reopen() { monitor "chardev-change uart socket,path=$1,server=on,wait=off"; }

# usage: drop HOW COMMAND EXIT_CODE
drop() {
  local session code=0
  start_session date
  session=$started
  eval "$2"
  { wait "$session" || code=$?; } 2> /dev/null
  [ "$code" = "$3" ] || fail "$1: ssh ended with $code, not $3"
  login_again "login after the line was $1" again
}
