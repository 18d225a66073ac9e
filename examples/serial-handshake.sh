#!/bin/sh
# Starts serial-handshake.jar, which lies beside this file or in target/. OpenSSH waits for its ProxyCommand at each login, so
# the classes that connect needs are kept as the JVM maps them: in an archive beside the jar, made again when the jar is newer.
# It is good for one JDK and one path of the jar; for any other the JVM starts without it.
# No other program runs before Java where that can be helped: a login waits for each.
case $0 in
  */*) here=${0%/*} ;;
  *) here=. ;;
esac
case $here in
  [!/]* | *. | *./*) here=$(cd "$here" && pwd) || exit 1 ;;
esac
jar=$here/serial-handshake.jar
[ -f "$jar" ] || jar=$here/target/serial-handshake.jar
archive=${jar%.jar}.jsa
java=${JAVA_HOME:+$JAVA_HOME/bin/}java
options=
# In the POSIX locale, as init and containers have it, Java cannot name a file with other letters than those of ASCII.
case ${LC_ALL:-${LC_CTYPE:-$LANG}} in
  '' | C | POSIX)
    if [ -n "$LC_ALL" ]; then LC_ALL=C.UTF-8; else LC_CTYPE=C.UTF-8; fi
    export ${LC_ALL:+LC_ALL} ${LC_CTYPE:+LC_CTYPE}
    ;;
esac
# What hands bytes on, and encrypts none, needs no better compiler: neither its memory nor its time. Both commands have a small heap,
# which grows when it has to. Without UsePerfData, which jps and jstat read, the JVM does not wake up 20 times a second. Nor does it
# look for safepoints once and for unused monitors four times a second: every ten seconds will do. JDK 17 to 25 have both flags; a
# JDK without them goes on without them.
sleeps='-XX:-UsePerfData -XX:+UnlockDiagnosticVMOptions -XX:+IgnoreUnrecognizedVMOptions'
sleeps="$sleeps -XX:GuaranteedSafepointInterval=0 -XX:AsyncDeflationInterval=10000"
case $1 in
  connect) options="-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms4m $sleeps" ;;
  serve)
    options="-XX:+UseSerialGC -Xms8m $sleeps"
    case " $* " in *' --forward'*) options="$options -XX:TieredStopAtLevel=1" ;; esac
    ;;
esac

if [ -w "${jar%/*}" ] && { [ ! -f "$archive" ] || [ "$jar" -nt "$archive" ]; }; then
  "$java" -XX:ArchiveClassesAtExit="$archive.$$" -Xlog:disable -cp "$jar" \
    dev.serialhandshake.cli.connect.Rehearsal </dev/null >/dev/null 2>&1
  mv -f "$archive.$$" "$archive" 2>/dev/null
fi
# A process without memory serves nobody: it ends, and its supervisor starts it again.
# Xlog: what the JVM has to say about an archive that does not fit, it says on standard output, which is the line.
exec "$java" -XX:SharedArchiveFile="$archive" -Xlog:disable -XX:+ExitOnOutOfMemoryError $options -jar "$jar" "$@"
