// GoAWS on loopback: its own main binds to every address.
package main

import (
	"log"
	"net/http"
	"os"
	"time"

	"github.com/Admiral-Piett/goaws/app/conf"
	"github.com/Admiral-Piett/goaws/app/gosqs"
	"github.com/Admiral-Piett/goaws/app/router"
)

func main() {
	ports := conf.LoadYamlConfig(os.Args[1], "Local")
	go gosqs.PeriodicTasks(time.Second, make(chan struct{}))
	log.Fatal(http.ListenAndServe("127.0.0.1:"+ports[0], router.New()))
}
