(** Forgetting a system: what the partial trace does to phase-point operators.

    docs/proof.md, lemma 6: the system traced out is left in the maximally mixed state, whose Wigner function is uniform. *)
From mathcomp Require Import all_ssreflect all_algebra.
From Toy Require Import ring_tactic phase_space operators characters weyl quantum.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory.
Local Open Scope ring_scope.

Section Forgetting.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Notation half := (half R).
Let half_eq : rmul (half : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two_unit.
Ltac half_ring := apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Notation A := (phase_point chi).
Notation density := (operator F R n).
Implicit Types (m : point R n) (k : 'I_n).

Lemma traced_out_sum k (I : Type) (s : seq I) (c : I -> F) (B : I -> density) :
  traced_out k (\sum_(i <- s) c i *: B i) = \sum_(i <- s) c i *: traced_out k (B i).
Proof.
apply: entryP => y x; rewrite entry_from entry_sum.
under [RHS]eq_bigr => i _ do rewrite entryZ entry_from.
case: eqP => _; last by rewrite big1 // => i _; rewrite mulr0.
under [X in _ * X = _]eq_bigr => t _ do rewrite entry_sum.
rewrite exchange_big mulr_sumr; apply: eq_bigr => i _ /=.
under eq_bigr => t _ do rewrite entryZ.
by rewrite -mulr_sumr mulrCA.
Qed.

Lemma sum_one (V : zmodType) (c : R) (G : R -> V) (b : R -> bool) :
  (forall t, b t = (t == c)) -> \sum_t (if b t then G t else 0) = G c.
Proof. by move=> bP; rewrite -big_mkcond (big_pred1 c). Qed.

Theorem traced_out_phase_point k m :
  traced_out k (A m)
  = \sum_q \sum_p ((#|R|%:R)^-1 * (#|R|%:R)^-1) *: A (put_system k q p m).
Proof.
apply: entryP => y x; rewrite entry_from entry_sum phase_pointE //.
set others := agree_off k y (m.1 + m.1 - x).
pose E := dot m.2 (m.1 - x) - m.2 0 k * (m.1 0 k - x 0 k).
have -> : \sum_t entry (kets (fun x => m.1 + m.1 - x) (fun x => chi (dot m.2 (m.1 - x) + dot m.2 (m.1 - x))))
    (put k t y) (put k t x) = if others then chi (E + E) else 0.
  under eq_bigr => t _ do rewrite entry_kets.
  rewrite (eq_bigr (fun t => if others && (t == m.1 0 k)
      then chi (dot m.2 (m.1 - put k t x) + dot m.2 (m.1 - put k t x)) else 0)) => [|t _]; last first.
    congr (if _ then _ else _); rewrite put_eq; congr (_ && _).
      by apply/agreeP/agreeP => yx i ik; move: (yx i ik); rewrite !mxE (negbTE ik).
    by rewrite !mxE eqxx; apply/eqP/eqP => [t2|->]; [rewrite -(mul1r t) -(half2 two_unit) mulrDl {1}t2 | ]; half_ring.
  case: others => /=; last by rewrite big1.
  rewrite (sum_one _ (fun=> erefl)); congr (chi (_ + _)); rewrite /E !(dotE, dot_putr); to_ring CR; ring.
rewrite (eq_bigr (fun q => if others && (q == half * (y 0 k + x 0 k))
    then \sum_p ((#|R|%:R)^-1 * (#|R|%:R)^-1) * (chi (E + E) * chi ((y 0 k - x 0 k) * p)) else 0)) => [|q _]; last first.
  rewrite entry_sum.
  have -> : others && (q == half * (y 0 k + x 0 k)) = (y == put k q m.1 + put k q m.1 - x).
    rewrite [RHS]eq_sym.
    have -> : put k q m.1 + put k q m.1 - x = put k (q + q - x 0 k) (m.1 + m.1 - x).
      by apply/rowP => i; rewrite !mxE; case: eqP => // ->.
    rewrite put_eq; congr (_ && _).
      by apply/agreeP/agreeP => yx i ik; rewrite yx.
    by apply/eqP/eqP => [-> | <-]; half_ring.
  case: eqP => [yq | yq].
    apply: eq_bigr => p _; rewrite entryZ phase_pointE // entry_kets /= {1}yq eqxx -chiD; congr (_ * chi _).
    have -> : put k q m.1 - x = put k (q - x 0 k) (m.1 - x) by apply/rowP => i; rewrite !mxE; case: eqP => // ->.
    by rewrite dot_put yq !mxE eqxx /E !dotE; half_ring.
  by rewrite big1 // => p _; rewrite entryZ phase_pointE // entry_kets /=; case: eqP => // _; rewrite mulr0.
case: others => /=; last first.
  rewrite mulr0 big1 //; by case: eqP.
rewrite (sum_one _ (fun=> erefl)) -mulr_sumr -mulr_sumr chi_sum subr_eq0.
case: eqP => _; last by rewrite !mulr0.
by rewrite -mulrA [chi _ * _]mulrC mulKf ?card_neq0.
Qed.
End Forgetting.
