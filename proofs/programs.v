(** The toy theory as a program that Coq can run: lists of whole numbers in place of matrices and functions.

    A program is an experiment with numbers in place of elements of Z_d; [denote] reads it as an experiment, and
    the table that [table] computes is proved to hold the weights of toy.v (executable.v). This is the bridge to the
    software: proofs/bridge holds the examples of the project as programs, and what Coq says of them. *)
From mathcomp Require Import all_ssreflect.
From Coq Require Import NArith.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.

(** Coefficients, or coordinates, of X1, X2, ... and of P1, P2, ... *)
Definition state := (seq nat * seq nat)%type.

Inductive program :=
| Nothing
| Then of program & program
| Prepare of seq nat & seq (state * nat)       (* systems; variables and values *)
| Transform of seq state & seq state & state   (* rows of the new X, of the new P; shift *)
| Fourier of nat
| Phase of nat
| Multiply of nat & nat
| Sum of nat & nat
| CPhase of nat & nat
| Swap of nat & nat
| Displace of nat & (seq (nat * nat) * nat) & (seq (nat * nat) * nat)
| Measure of state & nat
| Flip of N & seq (N * nat)                    (* denominator; numerators *)
| Random of N & seq (N * nat)
| Noise of N & seq (N * state)
| Condition of nat & nat
| Discard of nat
| When of seq (nat * nat) & program & program.

Section Run.
(** d is the dimension, n the number of systems. *)
Variables d n : nat.

Definition entry (s : seq nat) (k : nat) : nat := nth 0 s k.
Definition negative (a : nat) : nat := d - a %% d.
Definition inverse (a : nat) : nat := nth a [seq b <- iota 0 d | (a * b) %% d == 1] 0.
Definition set_entry (k t : nat) (s : seq nat) : seq nat := mkseq (fun i => if i == k then t %% d else entry s i) n.
Definition plus (s t : seq nat) : seq nat := mkseq (fun i => (entry s i + entry t i) %% d) n.
Definition times (c : nat) (s : seq nat) : seq nat := mkseq (fun i => (c * entry s i) %% d) n.
Definition product (s t : seq nat) : nat := sumn (mkseq (fun i => entry s i * entry t i) n) %% d.

Definition state_plus (s t : state) : state := (plus s.1 t.1, plus s.2 t.2).
Definition value_at (f s : state) : nat := (product f.1 s.1 + product f.2 s.2) %% d.
Definition flow_of (t : nat) (f : state) : state := (times t f.2, times (t * negative 1) f.1).
Definition set_system (k q p : nat) (s : state) : state := (set_entry k q s.1, set_entry k p s.2).

Definition fourier k (s : state) : state := set_system k (entry s.2 k) (negative (entry s.1 k)) s.
Definition phase k (s : state) : state := (s.1, set_entry k (entry s.2 k + entry s.1 k) s.2).
Definition multiply k a (s : state) : state := set_system k (a * entry s.1 k) (inverse a * entry s.2 k) s.
Definition sum j k (s : state) : state :=
  (set_entry k (entry s.1 j + entry s.1 k) s.1, set_entry j (entry s.2 j + negative (entry s.2 k)) s.2).
Definition cphase j k (s : state) : state :=
  (s.1, set_entry j (entry s.2 j + entry s.1 k) (set_entry k (entry s.2 k + entry s.1 j) s.2)).
Definition exchange (j k : nat) (s : seq nat) : seq nat :=
  mkseq (fun i => entry s (if i == j then k else if i == k then j else i)) n.
Definition swap (j k : nat) (s : state) : state := (exchange j k s.1, exchange j k s.2).
Definition transform (rows_x rows_p : seq state) (s : state) : state :=
  (mkseq (fun i => value_at (nth ([::], [::]) rows_x i) s) n, mkseq (fun i => value_at (nth ([::], [::]) rows_p i) s) n).

(** Ontic states with counts, and the fraction by which the counts are multiplied. *)
Definition weighted := ((N * N) * seq (N * state))%type.
Definition branch := (seq nat * weighted)%type.

Definition times_fraction (a b : N) (w : weighted) : weighted := ((N.mul a w.1.1, N.mul b w.1.2), w.2).
Definition moved (g : state -> state) (w : weighted) : weighted := (w.1, [seq (s.1, g s.2) | s <- w.2]).
Definition kept (property : pred state) (w : weighted) : weighted := (w.1, [seq s <- w.2 | property s.2]).
(** The sum of weighted moves. *)
Definition spread (moves : seq (N * (state -> state))) (w : weighted) : weighted :=
  (w.1, flatten [seq [seq (N.mul c.1 s.1, c.2 s.2) | s <- w.2] | c <- moves]).

Definition values : seq nat := iota 0 d.
Definition of_d (w : weighted) : weighted := times_fraction 1 (bin_of_nat d) w.

Definition measured (f : state) (v : nat) (w : weighted) : weighted :=
  of_d (spread [seq (1%N, state_plus (flow_of t f)) | t <- values]
    (kept (fun s => value_at f s == v %% d) w)).

Definition forget (k : nat) (w : weighted) : weighted :=
  of_d (of_d (spread (flatten [seq [seq (1%N, set_system k q p) | p <- values] | q <- values]) w)).

Definition unknown : weighted :=
  foldr forget ((1%N, 1%N), [:: (1%N, (nseq n 0, nseq n 0))]) (iota 0 n).

Definition agrees (known : seq (state * nat)) (s : state) : bool := all (fun f => value_at f.1 s == f.2 %% d) known.

Definition total (w : weighted) : N * N := (N.mul w.1.1 (foldr (fun s t => N.add s.1 t) 0%N w.2), w.1.2).

Definition prepared (systems : seq nat) (known : seq (state * nat)) (w : weighted) : weighted :=
  let share := total (kept (agrees known) unknown) in
  times_fraction share.2 share.1 (kept (agrees known) (foldr (fun k => forget (k %% n)) w systems)).

Definition evaluate (e : seq (nat * nat) * nat) (r : seq nat) : nat :=
  e.2 + sumn [seq t.2 * nth 0 r t.1 | t <- e.1].

Definition holds_in (r : seq nat) (conditions : seq (nat * nat)) : bool :=
  all (fun c => nth 0 r c.1 %% d == c.2 %% d) conditions.

Definition flipped (r : seq nat) (a : nat) : seq nat :=
  if r is x :: r' then rcons (belast x r') ((last x r' + a) %% d) else r.

Fixpoint run (e : program) (r : seq nat) (w : weighted) : seq branch :=
  match e with
  | Nothing => [:: (r, w)]
  | Then a b => flatten [seq run b branch.1 branch.2 | branch <- run a r w]
  | Prepare systems known => [:: (r, prepared systems known w)]
  | Transform rows_x rows_p a => [:: (r, moved (fun s => state_plus (transform rows_x rows_p s) a) w)]
  | Fourier k => [:: (r, moved (fourier (k %% n)) w)]
  | Phase k => [:: (r, moved (phase (k %% n)) w)]
  | Multiply k a => [:: (r, moved (multiply (k %% n) a) w)]
  | Sum j k => [:: (r, moved (sum (j %% n) (k %% n)) w)]
  | CPhase j k => [:: (r, moved (cphase (j %% n) (k %% n)) w)]
  | Swap j k => [:: (r, moved (swap (j %% n) (k %% n)) w)]
  | Displace k by_x by_p =>
      [:: (r, moved (state_plus (set_system (k %% n) (evaluate by_x r) (evaluate by_p r) ([::], [::]))) w)]
  | Measure f c => [seq (rcons r v, measured f (v + negative c) w) | v <- values]
  | Flip unit weights => [seq (flipped r c.2, times_fraction c.1 unit w) | c <- weights]
  | Random unit weights => [seq (rcons r (c.2 %% d), times_fraction c.1 unit w) | c <- weights]
  | Noise unit weights => [:: (r, times_fraction 1 unit (spread [seq (c.1, state_plus c.2) | c <- weights] w))]
  | Condition i v => if nth 0 r i %% d == v %% d then [:: (r, w)] else [::]
  | Discard k => [:: (r, forget (k %% n) w)]
  | When conditions yes no => if holds_in r conditions then run yes r w else run no r w
  end.

(** Every branch: its record, and its weight as numerator and denominator, not reduced. *)
Definition table (e : program) : seq (seq nat * (N * N)) := [seq (b.1, total b.2) | b <- run e [::] unknown].
End Run.
