// Checks an exported log with the checksum-database code of the Go project (golang.org/x/mod/sumdb), which shares no line
// with ours. Usage:
//
//	verify-log log DIR KEYFILE          every entry, tile and signature of an exported log
//	verify-log proofs DIR KEYFILE       reads "inclusion INDEX" and "consistency OLDSIZE" lines, prints the hashes
//	verify-log tlog-proof FILE KEYFILE  one proof file whose extra line holds the entry
//	verify-log roots                    reads entries (base64, one a line), prints the root after each
package main

import (
	"bufio"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type folder string

func (dir folder) Height() int { return 8 }

func (dir folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var read [][]byte
	for _, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return nil, err
		}
		if len(data) != tile.W*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path, len(data))
		}
		read = append(read, data)
	}
	return read, nil
}

func (dir folder) SaveTiles([]tlog.Tile, [][]byte) {}

func verifiers(file string) (list []note.Verifier, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	for _, line := range strings.Fields(string(text)) {
		verifier, err := note.NewVerifier(line)
		if err != nil {
			return nil, err
		}
		list = append(list, verifier)
	}
	return list, nil
}

func openCheckpoint(text []byte, keyFile string) (tree tlog.Tree, err error) {
	known, err := verifiers(keyFile)
	if err != nil {
		return tree, err
	}
	opened, err := note.Open(text, note.VerifierList(known...))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != opened.Sigs[0].Name || lines[3] != "" {
		return tree, errors.New("checkpoint text")
	}
	if _, err := fmt.Sscanf(lines[1], "%d", &tree.N); err != nil || fmt.Sprint(tree.N) != lines[1] {
		return tree, errors.New("checkpoint size")
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != tlog.HashSize {
		return tree, errors.New("checkpoint root")
	}
	copy(tree.Hash[:], root)
	return tree, nil
}

func entriesOf(dir string, number int64, width int) (entries [][]byte, err error) {
	path := strings.Replace(tlog.Tile{H: 8, L: 0, N: number, W: width}.Path(), "tile/8/0/", "tile/entries/", 1)
	data, err := os.ReadFile(filepath.Join(dir, path))
	if err != nil {
		return nil, err
	}
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, fmt.Errorf("%s: cut off", path)
		}
		length := int(data[0])<<8 | int(data[1])
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s: cut off", path)
		}
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if len(entries) != width {
		return nil, fmt.Errorf("%s: %d entries", path, len(entries))
	}
	return entries, nil
}

func checkLog(dir, keyFile string) error {
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(text, keyFile)
	if err != nil {
		return err
	}
	if tree.N == 0 {
		return nil
	}
	// The reader checks every tile that it uses against the root.
	hashes := tlog.TileHashReader(tree, folder(dir))
	for first := int64(0); first < tree.N; first += 256 {
		width := min(256, int(tree.N-first))
		entries, err := entriesOf(dir, first/256, width)
		if err != nil {
			return err
		}
		var indexes []int64
		for at := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, first+int64(at)))
		}
		logged, err := hashes.ReadHashes(indexes)
		if err != nil {
			return err
		}
		for at, entry := range entries {
			if tlog.RecordHash(entry) != logged[at] {
				return fmt.Errorf("entry %d altered", first+int64(at))
			}
		}
	}
	fmt.Printf("%d %s\n", tree.N, tree.Hash)
	return nil
}

func printProofs(dir, keyFile string) error {
	text, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, err := openCheckpoint(text, keyFile)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, folder(dir))
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var kind string
		var number int64
		if _, err := fmt.Sscanf(lines.Text(), "%s %d", &kind, &number); err != nil {
			return err
		}
		var list []tlog.Hash
		if kind == "inclusion" {
			list, err = tlog.ProveRecord(tree.N, number, hashes)
		} else {
			list, err = tlog.ProveTree(tree.N, number, hashes)
		}
		if err != nil {
			return err
		}
		var words []string
		for _, hash := range list {
			words = append(words, hash.String())
		}
		fmt.Println(strings.Join(words, " "))
	}
	return lines.Err()
}

func checkProof(file, keyFile string) error {
	data, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, checkpoint, found := strings.Cut(string(data), "\n\n")
	if !found {
		return errors.New("no checkpoint")
	}
	tree, err := openCheckpoint([]byte(checkpoint), keyFile)
	if err != nil {
		return err
	}
	lines := strings.Split(head, "\n")
	if len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("header")
	}
	entry, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(lines[1], "extra "))
	if err != nil {
		return err
	}
	var index int64
	if _, err := fmt.Sscanf(lines[2], "index %d", &index); err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func printRoots() error {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (list []tlog.Hash, err error) {
		for _, index := range indexes {
			list = append(list, stored[index])
		}
		return list, nil
	})
	lines := bufio.NewScanner(os.Stdin)
	for size := int64(0); lines.Scan(); size++ {
		entry, err := base64.StdEncoding.DecodeString(lines.Text())
		if err != nil {
			return err
		}
		hashes, err := tlog.StoredHashes(size, entry, reader)
		if err != nil {
			return err
		}
		stored = append(stored, hashes...)
		root, err := tlog.TreeHash(size+1, reader)
		if err != nil {
			return err
		}
		fmt.Println(root)
	}
	return lines.Err()
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

func main() {
	var err error
	switch {
	case len(os.Args) == 4 && os.Args[1] == "log":
		err = checkLog(os.Args[2], os.Args[3])
	case len(os.Args) == 4 && os.Args[1] == "proofs":
		err = printProofs(os.Args[2], os.Args[3])
	case len(os.Args) == 4 && os.Args[1] == "tlog-proof":
		err = checkProof(os.Args[2], os.Args[3])
	case len(os.Args) == 2 && os.Args[1] == "roots":
		err = printRoots()
	default:
		err = errors.New("usage: verify-log log|proofs DIR KEYFILE, verify-log tlog-proof FILE KEYFILE, verify-log roots")
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
