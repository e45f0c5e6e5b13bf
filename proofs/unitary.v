(** The operators are what quantum theory asks for: displacements are unitary, projectors Hermitian, and the gates of
    written maps unitary up to a positive scale, which [evolve] cancels.

    docs/proof.md, lemma 4 ("U is unitary up to a scale"). Proved for any field with a conjugation that turns chi(x) into
    chi(-x), and read off for the algebraic numbers. *)
From mathcomp Require Import all_ssreflect all_algebra all_field.
From Toy Require Import ring_tactic phase_space operators characters weyl measurement written trits_and_dits.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory.
Local Open Scope ring_scope.

Section Adjoint.
Variables (R : finComUnitRingType) (F : fieldType) (chi : character R F) (n : nat).
Hypothesis two_unit : (2%:R : R) \is a GRing.unit.
Variable conj : {rmorphism F -> F}.
Hypothesis chi_conj : forall x, conj (chi x) = chi (- x).
Let CR : comRingType := GRing.ComUnitRing.comRingType (FinRing.ComUnitRing.comUnitRingType R).
Add Ring CR_ring : (is_ring CR).
Let half_eq : rmul (half R : CR) (radd (r1 CR) (r1 CR)) = r1 CR := half_eq two_unit.
Notation density := (operator F R n).
Implicit Types (U A B : density) (m : point R n).

(** <y|A^dagger|x> is the conjugate of <x|A|y>. *)
Definition adjoint A : density := (map_mx conj A)^T.

Lemma adjoint_mul A B : adjoint (A *m B) = adjoint B *m adjoint A.
Proof. by rewrite /adjoint map_mxM trmx_mul. Qed.

Lemma adjointE A y x : entry (adjoint A) y x = conj (entry A x y).
Proof. by rewrite /entry !mxE. Qed.

Theorem weyl_unitary m : adjoint (weyl chi m) = weyl chi (- m).
Proof.
apply: entryP => y x; rewrite adjointE !weylE // !entry_kets /=.
have -> : (x == y + m.1) = (y == x - m.1) by rewrite -subr_eq eq_sym.
case: eqP => [->|_]; last by rewrite rmorph0.
rewrite chi_conj; congr (chi _); rewrite !dotE; apply/eqP; rewrite -subr_eq0; apply/eqP; to_ring CR; ring [half_eq].
Qed.

Theorem projector_hermitian (f : point R n) v : adjoint (projector chi f v) = projector chi f v.
Proof.
rewrite /projector; set s := #|R|%:R^-1.
have s_conj : conj s = s by rewrite fmorphV rmorph_nat.
rewrite /adjoint map_mxZ linearZ /= s_conj; congr (_ *: _).
rewrite raddf_sum raddf_sum [RHS](reindex_inj oppr_inj); apply: eq_bigr => t _.
rewrite /= map_mxZ linearZ /= chi_conj mulrN; congr (_ *: _).
by rewrite -[LHS]/(adjoint _) /observable_power weyl_unitary scaleNr.
Qed.

(** The gate of a written map. *)
Theorem gate_adjoint (S : 'M[R]_(n + n)) : symplectic S ->
  exists c : F, [/\ c != 0, adjoint (written_gate chi S) *m written_gate chi S = c%:M
    & forall i, c = \sum_j conj (written_gate chi S j i) * written_gate chi S j i].
Proof.
move=> S_ok; have U_unit := gate_unit chi two_unit S_ok.
have U_weyl m := gate_intertwines chi two_unit S_ok m.
move: (written_gate chi S) U_unit U_weyl => U U_unit U_weyl.
have UU : adjoint U *m U = (#|{: labels R n}|%:R^-1 * \tr (adjoint U *m U))%:M.
  apply: (commutant two_unit) => m.
  have adjoint_weyl : weyl chi m *m adjoint U = adjoint U *m weyl chi (apply S m).
    have := congr1 adjoint (U_weyl (- m)); rewrite !adjoint_mul !weyl_unitary applyN !opprK => ->.
    by [].
  transitivity (weyl chi m *m adjoint U *m U); first exact: mulmxA.
  by rewrite adjoint_weyl -[LHS]mulmxA U_weyl; apply: mulmxA.
move: (_ * _) UU => c UU; exists c; split=> // [|i].
  apply/eqP => c0; have adjoint0 : adjoint U = 0.
    by rewrite -[LHS](mulmxK U_unit) UU c0 raddf0 mul0mx.
  have U0 : U = 0.
    apply/matrixP => j k; have /(congr1 (fun A : density => A k j)) := adjoint0.
    by rewrite /adjoint !mxE => /eqP; rewrite fmorph_eq0 => /eqP.
  have /(congr1 (fun A : density => entry A 0 0)) := mulmxV U_unit.
  by rewrite U0 mul0mx /entry !mxE eqxx => /eqP; rewrite eq_sym oner_eq0.
by have /(congr1 (fun A : density => A i i)) := UU; rewrite !mxE eqxx mulr1n => <-; apply: eq_bigr => j _; rewrite !mxE.
Qed.
End Adjoint.

(** ** The algebraic numbers *)
Section Algebraic.
Variables (d n : nat) (omega : algC) (d_gt1 : (1 < d)%N) (omega_d : d.-primitive_root omega).
Notation chi := (Zd_character d_gt1 omega_d).

Lemma omega_conj (x : Z_ d) : (chi x)^* = chi (- x).
Proof.
rewrite -chiV invC_norm; suff -> : `|chi x| = 1 by rewrite expr1n invr1 mul1r.
have : `|chi x| ^+ d = 1 by rewrite -normrX /= -exprM mulnC exprM (prim_expr_order omega_d) expr1n normr1.
by move/eqP; rewrite pexpr_eq1 ?(ltnW d_gt1) // => /eqP.
Qed.

Theorem gate_unitary (S : 'M[Z_ d]_(n + n)) : odd d -> symplectic S ->
  exists2 c : algC, 0 < c & adjoint (conjC : {rmorphism algC -> algC}) (written_gate chi S) *m written_gate chi S = c%:M.
Proof.
move=> d_odd S_ok; have [c [c0 UU c_sum]] := gate_adjoint (two_unit d_gt1 d_odd) omega_conj S_ok.
exists c => //; rewrite lt0r c0 (c_sum (enum_rank (0 : labels (Z_ d) n))) sumr_ge0 // => j _.
by rewrite mulrC -normCK exprn_ge0 // normr_ge0.
Qed.
End Algebraic.
