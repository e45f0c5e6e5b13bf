(** The theorem: both theories give the same weight to every record of outcomes of every experiment.

    docs/proof.md, "Proof of the theorem"; slide "Theorem: The restricted statistical theory of trits is empirically
    equivalent to the Stabilizer theory for qutrits". The invariant of the induction is that the density matrix is
    sum_m mu(m) A(m), where mu is the toy distribution in the same branch: mu is its Wigner function. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters weyl measurement named_maps gates written.
From Toy Require Import syntax.
From Toy Require toy quantum.
From Toy Require Import forgetting preparation.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Equivalence.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Variables (K : fieldType) (iota : {rmorphism K -> F}).
Notation A := (phase_point chi).
Notation distribution := {ffun point R n -> K}.
Notation density := (operator F R n).
Notation share := (@toy.share R K).
Implicit Types (mu nu : distribution) (m a : point R n) (f : point R n) (k : 'I_n) (r : record R).

(** The density matrix whose Wigner function is mu. *)
Definition operator_of mu : density := \sum_m iota (mu m) *: A m.

(** ** What the density matrix makes of sums, scales and moves of distributions *)

Lemma of_scaled c mu : operator_of (toy.scaled c mu) = iota c *: operator_of mu.
Proof. by rewrite /operator_of scaler_sumr; apply: eq_bigr => m _; rewrite ffunE rmorphM scalerA. Qed.

Lemma of_sum (I : Type) (s : seq I) (mu : I -> distribution) :
  operator_of (\sum_(i <- s) mu i) = \sum_(i <- s) operator_of (mu i).
Proof.
rewrite /operator_of exchange_big /=; apply: eq_bigr => m _.
by rewrite sum_ffunE rmorph_sum scaler_suml.
Qed.

Lemma of_move g mu : operator_of (toy.move g mu) = \sum_m iota (mu m) *: A (g m).
Proof.
rewrite /operator_of [RHS](partition_big g predT) //=; apply: eq_bigr => m' _.
rewrite ffunE rmorph_sum scaler_suml; apply: eq_bigr => m /eqP ->.
by [].
Qed.

Lemma of_keep property mu :
  operator_of (toy.keep property mu) = \sum_m (if property m then 1 else 0) *: (iota (mu m) *: A m).
Proof.
apply: eq_bigr => m _; rewrite ffunE scalerA.
by case: (property m); rewrite ?mul1r // rmorph0 mul0r.
Qed.

Lemma trace_of mu : \tr (operator_of mu) = iota (toy.total mu).
Proof.
rewrite raddf_sum rmorph_sum; apply: eq_bigr => m _.
by rewrite /= mxtraceZ phase_point_trace // mulr1.
Qed.

Lemma iota_share : iota share = (#|R|%:R)^-1.
Proof. by rewrite fmorphV rmorph_nat. Qed.

Lemma card_K : #|R|%:R != 0 :> K.
Proof. by rewrite -(fmorph_eq0 iota) rmorph_nat card_neq0. Qed.

(** ** Start *)

Theorem start : quantum.mixed R F n = operator_of (toy.unknown R K n).
Proof.
rewrite /operator_of (eq_bigr (fun m => (#|{: point R n}|%:R)^-1 *: A m)) => [|m _]; last first.
  by rewrite ffunE fmorphV rmorph_nat.
rewrite -scaler_sumr (eq_bigr (fun m => weyl chi m *m parity R F n *m weyl chi (- m))) => [|m _]; last first.
  by rewrite /phase_point /evolve weyl_invmx.
rewrite depolarise // card_prod natrM -scalemx1 scalerA invfM -mulrA mulKf ?labels_neq0 //.
have -> : \tr (parity R F n) = 1.
  by rewrite -(phase_point_trace chi two_unit (0 : point R n)) /phase_point /evolve weyl_invmx // oppr0 weyl0 // mul1mx mulmx1.
by rewrite mulr1.
Qed.

(** ** Maps *)

Theorem moved U g mu : (forall m, evolve U (A m) = A (g m)) ->
  evolve U (operator_of mu) = operator_of (toy.move g mu).
Proof. by move=> UA; rewrite evolve_sum of_move; apply: eq_bigr => m _; rewrite UA. Qed.

Lemma evolve_evolve U V mu g h :
  (forall m, evolve U (A m) = A (g m)) -> (forall m, evolve V (A m) = A (h m)) ->
  evolve V (evolve U (operator_of mu)) = operator_of (toy.move (h \o g) mu).
Proof.
move=> UA VA; rewrite evolve_sum (eq_bigr _ (fun m _ => congr1 _ (UA m))) evolve_sum of_move.
by apply: eq_bigr => m _; rewrite VA.
Qed.

(** ** Measurement *)

Theorem measured f v mu :
  quantum.projected chi f v (operator_of mu) = operator_of (toy.measured f v mu).
Proof.
rewrite /toy.measured of_sum /quantum.projected mulmx_sumr mulmx_suml.
under [RHS]eq_bigr => t _ do rewrite of_scaled of_move iota_share scaler_sumr.
rewrite [RHS]exchange_big /=; apply: eq_bigr => m _.
rewrite scale_middle update // ffunE.
case: eqP => _; last first.
  by rewrite scale0r scaler0 big1 // => t _; rewrite rmorph0 scale0r scaler0.
rewrite scale1r scalerA mulrC -scalerA !scaler_sumr; apply: eq_bigr => t _.
by [].
Qed.

(** ** Forgetting *)

Theorem forgotten k mu : quantum.traced_out k (operator_of mu) = operator_of (toy.forget k mu).
Proof.
rewrite /toy.forget of_sum traced_out_sum.
under [RHS]eq_bigr => q _.
  rewrite of_sum.
  under eq_bigr => p _ do rewrite of_scaled of_move rmorphM !iota_share scaler_sumr.
  rewrite exchange_big /=.
  over.
rewrite [RHS]exchange_big /=; apply: eq_bigr => m _.
rewrite traced_out_phase_point // scaler_sumr; apply: eq_bigr => q _.
by rewrite scaler_sumr; apply: eq_bigr => p _; rewrite !scalerA mulrC.
Qed.

Lemma all_forgotten systems mu :
  quantum.all_traced_out systems (operator_of mu) = operator_of (toy.forget_all systems mu).
Proof. by elim: systems => //= k systems ->; rewrite forgotten. Qed.
(** ** Preparation *)

Lemma all_measured_of known mu :
  quantum.all_projected chi known (operator_of mu) = operator_of (all_measured known mu).
Proof. by elim: known => //= g known ->; rewrite measured. Qed.

Theorem prepared systems known mu :
    all (supported systems) (unzip1 known) -> commuting (unzip1 known) ->
  quantum.prepared chi systems known (operator_of mu) = operator_of (toy.prepared systems known mu).
Proof.
move=> support comm; rewrite /quantum.prepared start all_forgotten !all_measured_of trace_of.
by rewrite (prepared_by_measuring card_K) // of_scaled fmorphV.
Qed.

(** ** All experiments *)

(** What a branch of the toy theory is in quantum theory. *)
Definition of_branch (branch : record R * distribution) : record R * density :=
  (branch.1, operator_of branch.2).

Theorem simulation (e : experiment R K n) : well_formed e -> forall r mu,
  quantum.run chi iota e r (operator_of mu) = [seq of_branch branch | branch <- toy.run e r mu].
Proof.
elim: e => //=.
- move=> a IHa b IHb /andP[a_ok b_ok] r mu; rewrite IHa // map_flatten -!map_comp; congr flatten.
  by apply: eq_map => -[r' mu'] /=; rewrite IHb.
- by move=> systems known /andP[support comm] r mu; rewrite prepared.
- move=> matrix a S_ok r mu; rewrite /of_branch /=; congr [:: (_, _)].
  by apply: (@evolve_evolve _ _ mu (apply matrix) (fun m => m + a)) => m; [exact: written_covariance | exact: weyl_covariance].
- by move=> k _ r mu; rewrite (moved _ (fourier_covariance chi two_unit k)).
- by move=> k _ r mu; rewrite (moved _ (phase_covariance chi two_unit k)).
- by move=> k a a_unit r mu; rewrite (moved _ (fun m => multiply_covariance chi two_unit k m a_unit)).
- by move=> j k jk r mu; rewrite (moved _ (fun m => sum_covariance chi two_unit m jk)).
- by move=> j k jk r mu; rewrite (moved _ (fun m => cphase_covariance chi two_unit m jk)).
- by move=> j k _ r mu; rewrite (moved _ (fun m => swap_covariance chi two_unit j k m)).
- by move=> k by_x by_p _ r mu; rewrite (moved _ (weyl_covariance chi two_unit _)).
- move=> f c _ r mu; rewrite -[RHS]map_comp; apply: eq_map => v.
  by rewrite /of_branch /= measured.
- move=> weights _ r mu; rewrite -[RHS]map_comp; apply: eq_map => w.
  by rewrite /of_branch /= of_scaled.
- move=> weights _ r mu; rewrite -[RHS]map_comp; apply: eq_map => w.
  by rewrite /of_branch /= of_scaled.
- move=> weights _ r mu; rewrite /of_branch /= of_sum; congr [:: (_, _)]; apply: eq_bigr => w _.
  by rewrite of_scaled (moved _ (weyl_covariance chi two_unit _)).
- by move=> i v _ r mu; case: eqP.
- by move=> k _ r mu; rewrite forgotten.
- by move=> conditions a IHa b IHb /andP[a_ok b_ok] r mu; case: ifP => _; [rewrite IHa | rewrite IHb].
Qed.

(** The two theories give every record of outcomes of every experiment the same weight. *)
Theorem equivalence (e : experiment R K n) (r : record R) :
  well_formed e -> quantum.weight chi iota e r = iota (toy.weight e r).
Proof.
move=> e_ok; rewrite /quantum.weight /toy.weight start simulation // big_map rmorph_sum.
by apply: eq_big => branch //= _; rewrite trace_of.
Qed.
End Equivalence.
