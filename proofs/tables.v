(** The table of programs.v holds the weights of toy.v. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Coq Require BinNums BinNat.
From Toy Require Import phase_space preparation reading executable.
From Toy Require named_maps syntax toy programs.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Table.
Variables (d n' : nat).
Hypothesis d_gt1 : (1 < d)%N.
Notation n := n'.+1.
Notation R := [finComUnitRingType of 'Z_d].
Notation K := [fieldType of rat].
Notation point_of := (point_of d n').
Notation system := (@system n').
Implicit Types (j k : nat) (w : programs.weighted) (st : programs.state).
Notation distribution := {ffun point R n -> K}.
Notation distribution_of := (@distribution_of d n').

(** ** All programs *)

Definition record_of (r : seq nat) : syntax.record R := [seq v%:R | v <- r].

Definition branch_of (b : programs.branch) : syntax.record R * distribution := (record_of b.1, distribution_of b.2).

Lemma outcome_of r i : syntax.outcome (record_of r) i = (nth 0%N r i)%:R.
Proof.
rewrite /syntax.outcome; case: (ltnP i (size r)) => ir; first by rewrite (nth_map 0%N).
by rewrite !nth_default ?size_map.
Qed.

Lemma evaluate_of e r : syntax.evaluate (expression d e) (record_of r) = (programs.evaluate e r)%:R.
Proof.
rewrite /syntax.evaluate /programs.evaluate natrD; congr (_ + _).
rewrite big_map sumnE big_map natr_sum; apply: eq_bigr => t _ /=.
by rewrite outcome_of natrM.
Qed.

Lemma holds_of r conditions :
  syntax.holds_in (record_of r) [seq (c.1, c.2%:R) | c <- conditions] = programs.holds_in d r conditions.
Proof. by rewrite /syntax.holds_in all_map; apply: eq_all => c /=; rewrite outcome_of natR_eq. Qed.

Lemma values_enum (T : Type) (f : R -> T) : [seq f v | v <- enum R] = [seq f v%:R | v <- programs.values d].
Proof.
have -> : enum R = [seq v%:R | v <- programs.values d].
  rewrite /programs.values -(Zp_cast d_gt1) -val_enum_ord -map_comp -[LHS]map_id; apply: eq_map => v /=.
  by rewrite natr_Zp.
by rewrite -map_comp.
Qed.
Lemma flipped_of r a : syntax.flipped (record_of r) a%:R = record_of (programs.flipped d r a).
Proof.
case: r => //= x r; rewrite /record_of map_rcons natR_mod // natrD.
have -> : last x%:R [seq v%:R : R | v <- r] = (last x r)%:R by rewrite last_map.
congr rcons; by elim: r x => //= y r IH x; rewrite IH.
Qed.

Theorem run_of (p : programs.program) : forall r w,
  toy.run (denote d n' p) (record_of r) (distribution_of w) = [seq branch_of b | b <- programs.run d n p r w].
Proof.
elim: p => //=.
- move=> a IHa b IHb r w; rewrite IHa map_flatten -!map_comp; congr flatten.
  by apply: eq_map => -[r' w'] /=; rewrite IHb.
- by move=> systems known r w; rewrite /branch_of /= distribution_prepared.
- move=> rows_x rows_p a r w; rewrite /branch_of /=; congr [:: (_, _)].
  by apply: esym; apply: distribution_moved => st; rewrite read_state_plus // read_transform.
- by move=> k r w; rewrite /branch_of /= (distribution_moved _ (read_fourier n' d_gt1 k)).
- by move=> k r w; rewrite /branch_of /= (distribution_moved _ (read_phase n' d_gt1 k)).
- by move=> k a r w; rewrite /branch_of /= (distribution_moved _ (read_multiply n' d_gt1 k a)).
- by move=> j k r w; rewrite /branch_of /= (distribution_moved _ (read_sum n' d_gt1 j k)).
- by move=> j k r w; rewrite /branch_of /= (distribution_moved _ (read_cphase n' d_gt1 j k)).
- by move=> j k r w; rewrite /branch_of /= (distribution_moved _ (read_swap d n' j k)).
- move=> k by_x by_p r w; rewrite /branch_of /=; congr [:: (_, _)].
  apply: esym; apply: distribution_moved => st; rewrite read_state_plus // read_set_system // !evaluate_of addrC.
  congr (_ + put_system _ _ _ _); rewrite /point_of /=; congr (_, _); apply/rowP => i.
    by rewrite !mxE /programs.entry nth_nil.
  by rewrite !mxE /programs.entry nth_nil.
- move=> f c r w; rewrite values_enum -!map_comp; apply: eq_map => v.
  rewrite /= /branch_of; congr (_, _); first by rewrite /record_of map_rcons.
  have -> : v%:R - c%:R = (v + programs.negative d c)%:R :> R by rewrite natrD natR_negative.
  by rewrite distribution_measured.
- move=> unit weights r w; rewrite -!map_comp; apply: eq_map => c.
  by rewrite /branch_of /= distribution_times flipped_of.
- move=> unit weights r w; rewrite -!map_comp; apply: eq_map => c.
  by rewrite /branch_of /= distribution_times /record_of map_rcons natR_mod.
- move=> unit weights r w; rewrite /branch_of /= distribution_times distribution_spread; congr [:: (_, _)].
  rewrite !big_map scaled_sum; apply: eq_bigr => c _ /=.
  rewrite (@distribution_moved d n' (fun m => m + point_of c.2)) => [|st]; last by rewrite read_state_plus // addrC.
  by apply/ffunP => m; rewrite !ffunE mulrA; congr (_ * _); rewrite /fraction mul1r mulrC.
- by move=> i v r w; rewrite outcome_of natR_eq //; case: eqP.
- by move=> k r w; rewrite /branch_of /= distribution_forget.
- by move=> conditions a IHa b IHb r w; rewrite holds_of; case: ifP.
Qed.

(** The table that Coq computes holds the weights of the toy theory. *)
Theorem table_of (p : programs.program) (r : syntax.record R) :
  toy.weight (denote d n' p) r = \sum_(b <- programs.table d n p | record_of b.1 == r) fraction b.2.
Proof.
have run := run_of p [::] (programs.unknown d n); rewrite {1}/record_of /= in run.
rewrite /toy.weight -(distribution_unknown n' d_gt1) run /programs.table !big_map.
by apply: eq_bigr => b _ /=; rewrite total_of.
Qed.
End Table.
