// The program that this package came from, its slips mended: the last batch counts though it is not full, who passes is
// not skipped as well, a batch that fails is told, and what comes out is the filtered list. A goroutine a batch, a
// WaitGroup, and a mutex around what they share.
//
// Told by a line on its input to run once, it answers a line of JSON: milliseconds of wall and CPU time, how many users
// pass, and the sum of their ids.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"strconv"
	"sync"
	"syscall"
	"time"
)

type user struct {
	ID int `json:"id"`
}

type account struct {
	ID             int     `json:"id"`
	CurrentBalance float64 `json:"currentBalance"`
}

type outcome struct {
	passed  []user
	skipped map[int]bool
	failed  error
}

func main() {
	url, users, size, inFlight, minimum := os.Args[1], make([]user, number(2)), number(3), number(4), float64(number(5))
	for index := range users {
		users[index].ID = index + 1
	}
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: inFlight, MaxIdleConnsPerHost: inFlight}}
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		runtime.GC()
		cpu, began := cpuTime(), time.Now()
		result := filter(client, url, users, size, minimum)
		wall := time.Since(began)
		if result.failed != nil {
			panic(result.failed)
		}
		sum := 0
		for _, user := range result.passed {
			sum += user.ID
		}
		fmt.Printf(`{"wall":%f,"cpu":%f,"passed":%d,"sum":%d}`+"\n", ms(wall), ms(cpuTime()-cpu), len(result.passed), sum)
	}
}

func filter(client *http.Client, url string, users []user, size int, minimum float64) outcome {
	var wait sync.WaitGroup
	var lock sync.Mutex
	passes := make(map[int]bool, len(users))
	result := outcome{skipped: make(map[int]bool)}
	for start := 0; start < len(users); start += size {
		end := start + size
		if end > len(users) {
			end = len(users)
		}
		batch := users[start:end]
		wait.Add(1)
		go func() {
			defer wait.Done()
			accounts, err := ask(client, url, batch)
			lock.Lock()
			defer lock.Unlock()
			if err != nil {
				result.failed = err
				return
			}
			for _, account := range accounts {
				if account.CurrentBalance > minimum {
					passes[account.ID] = true
				} else {
					result.skipped[account.ID] = true
				}
			}
		}()
	}
	wait.Wait()
	for _, user := range users {
		if passes[user.ID] {
			result.passed = append(result.passed, user)
		}
	}
	return result
}

func ask(client *http.Client, url string, batch []user) ([]account, error) {
	ids := make([]int, len(batch))
	for index, user := range batch {
		ids[index] = user.ID
	}
	body, err := json.Marshal(map[string][]int{"ids": ids})
	if err != nil {
		return nil, err
	}
	response, err := client.Post(url, "application/json", bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("the service answered %s", response.Status)
	}
	var accounts []account
	err = json.NewDecoder(response.Body).Decode(&accounts)
	return accounts, err
}

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func ms(duration time.Duration) float64 {
	return float64(duration) / float64(time.Millisecond)
}

func number(argument int) int {
	number, err := strconv.Atoi(os.Args[argument])
	if err != nil {
		panic(err)
	}
	return number
}
