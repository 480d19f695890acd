# Shared by start and stop.
port=${ES_PORT:-9200}
url="http://127.0.0.1:$port"
cache=${ES_NODE_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/elasticsearch-node}
state=${ES_STATE:-${TMPDIR:-/tmp}/elasticsearch-node-$(id -u)-$port}
java=java
if [ -n "${JAVA_HOME:-}" ]; then java="$JAVA_HOME/bin/java"; fi

# The pid of the node that start started, if it is still that process.
running() {
  local pid
  pid=$(cat "$state/pid" 2>/dev/null) || return 1
  tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -q 'esnode\.NodeLauncher' || return 1
  echo "$pid"
}

# Does something speak HTTP on the port?
answers() {
  (
    exec 3<>"/dev/tcp/127.0.0.1/$port" || exit 1
    printf 'GET / HTTP/1.0\r\n\r\n' >&3
    IFS= read -r -t 5 line <&3 && [ "${line#HTTP/}" != "$line" ]
  ) 2>/dev/null
}

# await PID: until the node answers; fails when the process ends before, or after two minutes
await() {
  for _ in $(seq 1200); do
    if answers; then return 0; fi
    kill -0 "$1" 2>/dev/null || return 1
    sleep 0.1
  done
  return 1
}

# launch FOLDER HTTP_PORT TRANSPORT_PORT [JVM_OPTION...]: becomes the node's JVM
launch() {
  local folder=$1 http=$2 transport=$3 cpus=${ES_CPUS:-2} newer=() setting
  shift 3
  for setting in ${ES_SETTINGS:-}; do set -- "$@" "-Dnode.setting.$setting"; done
  mkdir -p "$folder/logs" "$folder/tmp"
  if "$java" --list-modules 2>/dev/null | grep -Eq '^java.base@(2[2-9]|[3-9][0-9])'; then
    newer=(--enable-native-access=ALL-UNNAMED)
  fi
  trap '' HUP # outlives the terminal
  exec ${bound[@]+"${bound[@]}"} "$java" -Xms"${ES_HEAP:-512m}" -Xmx"${ES_HEAP:-512m}" -XX:ActiveProcessorCount="$cpus" "$@" \
    ${newer[@]+"${newer[@]}"} -Dfile.encoding=UTF-8 -Djava.awt.headless=true \
    -Djava.io.tmpdir="$folder/tmp" -Djna.tmpdir="$folder/tmp" \
    -Dorg.elasticsearch.nativeaccess.enableVectorLibrary=false \
    -Dlog4j2.disable.jmx=true -Dlog4j.shutdownHookEnabled=false \
    -Dio.netty.noUnsafe=true -Dio.netty.noKeySetOptimization=true -Dio.netty.recycler.maxCapacityPerThread=0 \
    -Des.path.home="$home" -Des.path.data="${data:-$folder/data}" -Des.path.logs="$folder/logs" \
    -Dnode.setting.http.port="$http" -Dnode.setting.transport.port="$transport" -Dnode.setting.node.processors="$cpus" \
    -cp "$home/lib/*" esnode.NodeLauncher
}
